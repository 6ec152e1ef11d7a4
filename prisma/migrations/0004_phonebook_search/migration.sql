-- Search, first slice: the words of each entry as tsvectors and the digits of each of its numbers. Kept by triggers, so
-- a row written by plain SQL is found at once; always rebuildable by search.index_employees.

-- Lower case, without accents and apostrophes, other punctuation to spaces, at most 400 characters. One definition for
-- rows, queries and the order of lists. Immutable because the dictionary is named; PL/pgSQL because it is five times faster.
CREATE FUNCTION search.normalise(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.left(pg_catalog.lower(
    public.unaccent('public.unaccent'::pg_catalog.regdictionary, pg_catalog.left(pg_catalog.normalize(pg_catalog.left(coalesce(value, ''), 400), 'NFKC'), 400))), 400),
    '[''`´ʼʻ’‘]+', '', 'g'), '[\s!-/:-@\[-^_{-~·।،–—]+', ' ', 'g'));
END $$;

-- The order of lists: by name without regard to case and accents, alone and within each filter.
CREATE INDEX employees_name_id_idx ON public.employees (search.normalise(full_name), id) WHERE deleted_at IS NULL;
CREATE INDEX employees_department_name_id_idx ON public.employees (left(department, 200), search.normalise(full_name), id) WHERE deleted_at IS NULL;
CREATE INDEX employees_designation_name_id_idx ON public.employees (left(designation, 200), search.normalise(full_name), id) WHERE deleted_at IS NULL;
CREATE INDEX employees_division_name_id_idx ON public.employees (left(division, 200), search.normalise(full_name), id) WHERE deleted_at IS NULL;
CREATE INDEX employees_kind_name_id_idx ON public.employees (kind, search.normalise(full_name), id) WHERE deleted_at IS NULL AND kind <> 'person';

-- No foreign keys: the triggers below keep these rows, and a check a row would cost an import a third of its time.
CREATE TABLE search.employee_documents (
  employee integer PRIMARY KEY,
  name text NOT NULL,
  names tsvector NOT NULL,
  document tsvector NOT NULL
);
CREATE INDEX employee_documents_words_idx ON search.employee_documents USING gin (names, document);
CREATE INDEX employee_documents_name_idx ON search.employee_documents (name text_pattern_ops, employee);

CREATE TABLE search.employee_numbers (
  employee integer NOT NULL,
  field text NOT NULL,
  "position" smallint NOT NULL,
  reversed text NOT NULL,
  PRIMARY KEY (employee, field, "position")
);
CREATE INDEX employee_numbers_reversed_idx ON search.employee_numbers (reversed text_pattern_ops);

-- The words of a normalised text as a tsvector. Words are not stemmed and none is dropped: Will and Banks are surnames.
-- Built by hand, because the text parser takes `A.K.M.Fazlul` for a host and costs ten times as much.
CREATE FUNCTION search.words(normalised text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.array_to_tsvector(pg_catalog.array_remove(pg_catalog.string_to_array(normalised, ' '), ''))
$$;

-- The row of search.employee_documents that an entry should have: its names, and its names with its roles and, but for
-- persons, its kind; the sign before a kind stands in no other word.
CREATE FUNCTION search.document_of(e public.employees) RETURNS SETOF search.employee_documents
LANGUAGE sql STABLE AS $$
  SELECT e.id, w.name, w.names, w.names operator(pg_catalog.||) search.words(search.normalise(w.roles)) operator(pg_catalog.||) w.kind
  FROM (
    SELECT n.name,
      search.words(CASE WHEN e.first_name IS NULL AND e.last_name IS NULL THEN n.name
        ELSE pg_catalog.concat_ws(' ', n.name, search.normalise(pg_catalog.concat_ws(' ', e.first_name, e.last_name))) END) AS names,
      pg_catalog.concat_ws(' ', pg_catalog.left(e.designation, 130), pg_catalog.left(e.department, 130), pg_catalog.left(e.division, 130)) AS roles,
      CASE WHEN e.kind = 'person' THEN ''::tsvector ELSE pg_catalog.array_to_tsvector(ARRAY['~' || e.kind]) END AS kind
    FROM (SELECT search.normalise(e.full_name) AS name OFFSET 0) n OFFSET 0
  ) w
$$;

-- ASCII digits of a number field; a comma stands between two numbers. Bengali, Arabic and Devanagari digits count.
CREATE FUNCTION search.digits(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.regexp_replace(pg_catalog.translate(pg_catalog.left(value, 400),
    E';/|xX\n০১২৩৪৫৬৭৮৯٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९', ',,,,,,0123456789012345678901234567890123456789'), '[^0-9,]+', '', 'g')
$$;

-- One row a number: a field may hold several, separated by comma, semicolon, slash, line break or the x of an extension.
CREATE FUNCTION search.numbers_of(e public.employees) RETURNS TABLE (field text, "position" smallint, reversed text)
LANGUAGE sql STABLE AS $$
  SELECT f.field, part.ordinal::smallint, pg_catalog.reverse(pg_catalog.left(part.digits, 40))
  FROM (VALUES ('telephone', e.telephone), ('pabx', e.pabx), ('ip_phone', e.ip_phone), ('mobile', e.mobile)) AS f (field, value)
  CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.string_to_array(search.digits(f.value), ',')) WITH ORDINALITY AS part (digits, ordinal)
  WHERE f.value IS NOT NULL AND part.digits <> ''
$$;

-- Writes the search rows of these entries anew.
CREATE FUNCTION search.index_employees(ids integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  DELETE FROM search.employee_documents WHERE employee = ANY (ids);
  DELETE FROM search.employee_numbers WHERE employee = ANY (ids);
  INSERT INTO search.employee_documents (employee, name, names, document) SELECT d.* FROM public.employees e CROSS JOIN LATERAL search.document_of(e) d WHERE e.id = ANY (ids);
  INSERT INTO search.employee_numbers (employee, field, "position", reversed)
  SELECT e.id, n.field, n."position", n.reversed FROM public.employees e CROSS JOIN LATERAL search.numbers_of(e) n WHERE e.id = ANY (ids);
  DELETE FROM search.stale WHERE employee = ANY (ids) AND reason LIKE 'search: %';
END $$;

CREATE FUNCTION search.employees_follow_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  INSERT INTO search.employee_documents (employee, name, names, document)
  SELECT d.* FROM new_rows n CROSS JOIN LATERAL search.document_of(n::public.employees) d
  ON CONFLICT (employee) DO UPDATE SET name = excluded.name, names = excluded.names, document = excluded.document;
  INSERT INTO search.employee_numbers (employee, field, "position", reversed)
  SELECT n.id, d.field, d."position", d.reversed FROM new_rows n CROSS JOIN LATERAL search.numbers_of(n::public.employees) d
  ON CONFLICT (employee, field, "position") DO UPDATE SET reversed = excluded.reversed;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'search: ' || SQLERRM);
  RETURN NULL;
END $$;

-- Only what a change touches is written: a new number leaves the words alone.
-- Without nested loops, for the same reason as employees_record_changed.
CREATE FUNCTION search.employees_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search SET enable_nestloop = off AS $$
DECLARE
  numbered integer[];
BEGIN
  INSERT INTO search.employee_documents (employee, name, names, document)
  SELECT d.* FROM new_rows n JOIN old_rows o ON o.id = n.id CROSS JOIN LATERAL search.document_of(n::public.employees) d
  WHERE (o.full_name, o.first_name, o.last_name, o.designation, o.department, o.division, o.kind)
    IS DISTINCT FROM (n.full_name, n.first_name, n.last_name, n.designation, n.department, n.division, n.kind)
  ON CONFLICT (employee) DO UPDATE SET name = excluded.name, names = excluded.names, document = excluded.document;

  SELECT array_agg(n.id) INTO numbered FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE (o.telephone, o.pabx, o.ip_phone, o.mobile) IS DISTINCT FROM (n.telephone, n.pabx, n.ip_phone, n.mobile);
  IF numbered IS NOT NULL THEN
    DELETE FROM search.employee_numbers WHERE employee = ANY (numbered);
    INSERT INTO search.employee_numbers (employee, field, "position", reversed)
    SELECT e.id, d.field, d."position", d.reversed FROM public.employees e CROSS JOIN LATERAL search.numbers_of(e) d WHERE e.id = ANY (numbered);
  END IF;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'search: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION search.employees_follow_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  DELETE FROM search.employee_documents WHERE employee IN (SELECT id FROM old_rows);
  DELETE FROM search.employee_numbers WHERE employee IN (SELECT id FROM old_rows);
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM old_rows), 'search: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION search.employees_follow_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  TRUNCATE search.employee_documents, search.employee_numbers;
  RETURN NULL;
END $$;

CREATE TRIGGER employees_follow_insert AFTER INSERT ON public.employees
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.employees_follow_insert();
CREATE TRIGGER employees_follow_update AFTER UPDATE ON public.employees
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.employees_follow_update();
CREATE TRIGGER employees_follow_delete AFTER DELETE ON public.employees
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION search.employees_follow_delete();
CREATE TRIGGER employees_follow_truncate AFTER TRUNCATE ON public.employees
  FOR EACH STATEMENT EXECUTE FUNCTION search.employees_follow_truncate();

-- Entries whose search rows are missing, wrong or left over; empty when all is well. `verify` reads it.
CREATE FUNCTION search.differences() RETURNS TABLE (employee integer, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, search AS $$
  SELECT coalesce(e.id, d.employee), CASE WHEN d.employee IS NULL THEN 'not indexed' WHEN e.id IS NULL THEN 'indexed but gone' ELSE 'indexed with other words' END
  FROM public.employees e FULL JOIN search.employee_documents d ON d.employee = e.id
  WHERE e.id IS NULL OR d.employee IS NULL OR (d.employee, d.name, d.names, d.document) IS DISTINCT FROM (SELECT x FROM search.document_of(e) x)
  UNION ALL
  SELECT coalesce(w.id, n.employee), 'indexed with other numbers'
  FROM (SELECT e.id, d.* FROM public.employees e CROSS JOIN LATERAL search.numbers_of(e) d) w
  FULL JOIN search.employee_numbers n ON (n.employee, n.field, n."position", n.reversed) = (w.id, w.field, w."position", w.reversed)
  WHERE w.id IS NULL OR n.employee IS NULL
  UNION ALL
  SELECT s.employee, s.reason FROM search.stale s
$$;

-- The index is always the way: a planner that guesses badly about a rare word would read a million rows instead.
CREATE FUNCTION search.with_names (query tsquery, bound integer, in_deleted boolean, in_department text, in_designation text, in_division text, in_kind text)
RETURNS SETOF integer LANGUAGE sql STABLE
SET search_path = pg_catalog, search SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
  SELECT e.id FROM search.employee_documents d JOIN public.employees e ON e.id = d.employee
  WHERE d.names @@ query AND (e.deleted_at IS NOT NULL) = in_deleted
    AND (in_department IS NULL OR left(e.department, 200) = in_department)
    AND (in_designation IS NULL OR left(e.designation, 200) = in_designation)
    AND (in_division IS NULL OR left(e.division, 200) = in_division)
    AND (in_kind IS NULL OR e.kind = in_kind)
  LIMIT bound
$$;
CREATE FUNCTION search.with_words (query tsquery, bound integer, in_deleted boolean, in_department text, in_designation text, in_division text, in_kind text)
RETURNS SETOF integer LANGUAGE sql STABLE
SET search_path = pg_catalog, search SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
  SELECT e.id FROM search.employee_documents d JOIN public.employees e ON e.id = d.employee
  WHERE d.document @@ query AND (e.deleted_at IS NOT NULL) = in_deleted
    AND (in_department IS NULL OR left(e.department, 200) = in_department)
    AND (in_designation IS NULL OR left(e.designation, 200) = in_designation)
    AND (in_division IS NULL OR left(e.division, 200) = in_division)
    AND (in_kind IS NULL OR e.kind = in_kind)
  LIMIT bound
$$;

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'search.employee_documents'), ('TABLE', 'search.employee_numbers'),
  ('FUNCTION', 'search.normalise(text)'), ('FUNCTION', 'search.words(text)'), ('FUNCTION', 'search.digits(text)'),
  ('FUNCTION', 'search.document_of(public.employees)'), ('FUNCTION', 'search.numbers_of(public.employees)'),
  ('FUNCTION', 'search.index_employees(integer[])'),
  ('FUNCTION', 'search.employees_follow_insert()'), ('FUNCTION', 'search.employees_follow_update()'),
  ('FUNCTION', 'search.employees_follow_delete()'), ('FUNCTION', 'search.employees_follow_truncate()'),
  ('FUNCTION', 'search.differences()'), ('FUNCTION', 'search.with_names(tsquery, integer, boolean, text, text, text, text)'), ('FUNCTION', 'search.with_words(tsquery, integer, boolean, text, text, text, text)')
) AS given (kind, name);
