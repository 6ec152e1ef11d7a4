-- Search, first slice: a `simple` tsvector of each entry, its normalised name for exact and trigram matches, and the
-- digits of each of its numbers. Kept by triggers, so a row written by plain SQL is found at once; always rebuildable.

-- Lower case, without accents, white space folded. Immutable because the dictionary is named.
CREATE FUNCTION search.normalise(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
  SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, coalesce(value, ''))), '\s+', ' ', 'g'))
$$;

CREATE TABLE search.employee_documents (
  employee integer PRIMARY KEY REFERENCES public.employees (id) ON DELETE CASCADE,
  name text NOT NULL,
  document tsvector NOT NULL
);
CREATE INDEX employee_documents_document_idx ON search.employee_documents USING gin (document);
CREATE INDEX employee_documents_name_idx ON search.employee_documents (name text_pattern_ops);
CREATE INDEX employee_documents_name_trgm_idx ON search.employee_documents USING gin (name public.gin_trgm_ops);

CREATE TABLE search.employee_numbers (
  employee integer NOT NULL REFERENCES public.employees (id) ON DELETE CASCADE,
  field text NOT NULL,
  position smallint NOT NULL,
  digits text NOT NULL,
  reversed text NOT NULL,
  PRIMARY KEY (employee, field, position)
);
CREATE INDEX employee_numbers_digits_idx ON search.employee_numbers (digits text_pattern_ops);
CREATE INDEX employee_numbers_reversed_idx ON search.employee_numbers (reversed text_pattern_ops);

-- Names, roles and addresses without stemming: a surname such as Will or Banks is never a stop word or a stem.
CREATE FUNCTION search.document_of(e public.employees) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, search AS $$
  SELECT setweight(to_tsvector('simple', search.normalise(concat_ws(' ', e.full_name, e.first_name, e.last_name))), 'A')
      || setweight(to_tsvector('simple', search.normalise(concat_ws(' ', e.designation, e.department))), 'B')
      || setweight(to_tsvector('simple', search.normalise(concat_ws(' ', e.division, e.email, e.group_email, e.employee_id))), 'C')
$$;

-- One row a number: a field may hold several, separated by comma, semicolon, slash or line break.
CREATE FUNCTION search.numbers_of(e public.employees) RETURNS TABLE (field text, "position" smallint, digits text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, search AS $$
  SELECT f.field, (row_number() OVER (PARTITION BY f.field ORDER BY part.ordinal))::smallint, part.digits
  FROM (VALUES ('telephone', e.telephone), ('pabx', e.pabx), ('ip_phone', e.ip_phone), ('mobile', e.mobile)) AS f (field, value)
  CROSS JOIN LATERAL (
    SELECT regexp_replace(piece, '\D', '', 'g') AS digits, ordinal
    FROM regexp_split_to_table(f.value, '[,;/\n]') WITH ORDINALITY AS pieces (piece, ordinal)
  ) AS part
  WHERE part.digits <> ''
$$;

CREATE FUNCTION search.index_employees(ids integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  INSERT INTO search.employee_documents (employee, name, document)
  SELECT e.id, search.normalise(e.full_name), search.document_of(e) FROM public.employees e WHERE e.id = ANY (ids)
  ON CONFLICT (employee) DO UPDATE SET name = excluded.name, document = excluded.document;

  DELETE FROM search.employee_numbers WHERE employee = ANY (ids);
  INSERT INTO search.employee_numbers (employee, field, "position", digits, reversed)
  SELECT e.id, n.field, n."position", n.digits, reverse(n.digits)
  FROM public.employees e CROSS JOIN LATERAL search.numbers_of(e) n WHERE e.id = ANY (ids);

  DELETE FROM search.stale WHERE employee = ANY (ids) AND reason LIKE 'search: %';
END $$;

CREATE FUNCTION search.employees_follow_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  PERFORM search.index_employees((SELECT array_agg(id) FROM new_rows));
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'search: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION search.employees_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  PERFORM search.index_employees(ids) FROM (
    SELECT array_agg(n.id) AS ids FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE n.version <> o.version
  ) AS changed WHERE ids IS NOT NULL;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'search: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE TRIGGER employees_follow_insert AFTER INSERT ON public.employees
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.employees_follow_insert();
CREATE TRIGGER employees_follow_update AFTER UPDATE ON public.employees
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.employees_follow_update();

-- Entries whose search rows are missing, wrong or left over; empty when all is well. `verify` reads it.
CREATE FUNCTION search.differences() RETURNS TABLE (employee integer, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, search AS $$
  SELECT e.id, CASE WHEN d.employee IS NULL THEN 'not indexed' ELSE 'indexed with other words' END
  FROM public.employees e LEFT JOIN search.employee_documents d ON d.employee = e.id
  WHERE d.employee IS NULL OR d.name <> search.normalise(e.full_name) OR d.document <> search.document_of(e)
  UNION ALL
  SELECT e.id, 'indexed with other numbers'
  FROM public.employees e
  WHERE (SELECT coalesce(string_agg(concat_ws(':', n.field, n."position", n.digits), ',' ORDER BY n.field, n."position"), '') FROM search.numbers_of(e) n)
     <> (SELECT coalesce(string_agg(concat_ws(':', n.field, n."position", n.digits), ',' ORDER BY n.field, n."position"), '') FROM search.employee_numbers n WHERE n.employee = e.id)
  UNION ALL
  SELECT s.employee, s.reason FROM search.stale s
$$;

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'search.employee_documents'), ('TABLE', 'search.employee_numbers'),
  ('FUNCTION', 'search.normalise(text)'), ('FUNCTION', 'search.document_of(public.employees)'),
  ('FUNCTION', 'search.numbers_of(public.employees)'), ('FUNCTION', 'search.index_employees(integer[])'),
  ('FUNCTION', 'search.employees_follow_insert()'), ('FUNCTION', 'search.employees_follow_update()'),
  ('FUNCTION', 'search.differences()')
) AS given (kind, name);
