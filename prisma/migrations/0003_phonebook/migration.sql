-- The phonebook. Names, columns and types down to search_vector are those the chatbot's Python side knows.
CREATE TABLE public.employees (
  id serial PRIMARY KEY,
  employee_id varchar,
  full_name varchar NOT NULL,
  first_name varchar,
  last_name varchar,
  designation varchar,
  department varchar,
  division varchar,
  email varchar,
  telephone varchar,
  pabx varchar,
  ip_phone varchar,
  mobile varchar,
  group_email varchar,
  created_at timestamp DEFAULT timezone('utc', now()),
  updated_at timestamp DEFAULT timezone('utc', now()),
  search_vector tsvector,
  kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'service', 'room')),
  version integer NOT NULL DEFAULT 1,
  deleted_at timestamptz,
  source text,
  external_id text,
  notes text
);
CREATE INDEX employees_employee_id_lower_idx ON public.employees (lower(left(employee_id, 200)) text_pattern_ops);
CREATE INDEX employees_email_lower_idx ON public.employees (lower(left(email, 200)) text_pattern_ops);
CREATE INDEX employees_updated_at_id_idx ON public.employees (updated_at DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX employees_deleted_idx ON public.employees (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX employees_sample_idx ON public.employees (id) WHERE source = 'sample';

-- One row a change, never changed itself. No foreign key: the history outlives a row that plain SQL removes.
CREATE TABLE public.employee_revisions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  employee integer NOT NULL,
  version integer NOT NULL,
  operation text NOT NULL CHECK (operation IN ('created', 'changed', 'deleted', 'restored', 'removed')),
  changes jsonb NOT NULL,
  actor text NOT NULL,
  batch integer,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX employee_revisions_employee_id_idx ON public.employee_revisions (employee, id);
CREATE INDEX employee_revisions_batch_idx ON public.employee_revisions (batch, employee) WHERE batch IS NOT NULL;

-- Rows that a trigger could not follow: the write stood, the follow-up waits here and a lamp goes amber.
CREATE TABLE search.stale (
  employee integer PRIMARY KEY,
  reason text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Queues what a trigger could not follow. Never fails itself, so that the write which called it stands.
CREATE FUNCTION search.mark_stale(ids integer[], why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  INSERT INTO search.stale (employee, reason) SELECT unnest(ids), why ON CONFLICT DO NOTHING;
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'entries % could not be queued for %: %', ids, why, SQLERRM;
END $$;

-- {field: [before, after]} of the content columns that differ; a missing side is null. Bookkeeping columns do not count.
-- Without SET and stable, so that it is inlined: called 100,000 times in an import, that is half its time.
CREATE FUNCTION public.employee_changes(o public.employees, n public.employees) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
    'employee_id', CASE WHEN o.employee_id IS DISTINCT FROM n.employee_id THEN pg_catalog.jsonb_build_array(o.employee_id, n.employee_id) END,
    'full_name', CASE WHEN o.full_name IS DISTINCT FROM n.full_name THEN pg_catalog.jsonb_build_array(o.full_name, n.full_name) END,
    'first_name', CASE WHEN o.first_name IS DISTINCT FROM n.first_name THEN pg_catalog.jsonb_build_array(o.first_name, n.first_name) END,
    'last_name', CASE WHEN o.last_name IS DISTINCT FROM n.last_name THEN pg_catalog.jsonb_build_array(o.last_name, n.last_name) END,
    'designation', CASE WHEN o.designation IS DISTINCT FROM n.designation THEN pg_catalog.jsonb_build_array(o.designation, n.designation) END,
    'department', CASE WHEN o.department IS DISTINCT FROM n.department THEN pg_catalog.jsonb_build_array(o.department, n.department) END,
    'division', CASE WHEN o.division IS DISTINCT FROM n.division THEN pg_catalog.jsonb_build_array(o.division, n.division) END,
    'email', CASE WHEN o.email IS DISTINCT FROM n.email THEN pg_catalog.jsonb_build_array(o.email, n.email) END,
    'telephone', CASE WHEN o.telephone IS DISTINCT FROM n.telephone THEN pg_catalog.jsonb_build_array(o.telephone, n.telephone) END,
    'pabx', CASE WHEN o.pabx IS DISTINCT FROM n.pabx THEN pg_catalog.jsonb_build_array(o.pabx, n.pabx) END,
    'ip_phone', CASE WHEN o.ip_phone IS DISTINCT FROM n.ip_phone THEN pg_catalog.jsonb_build_array(o.ip_phone, n.ip_phone) END,
    'mobile', CASE WHEN o.mobile IS DISTINCT FROM n.mobile THEN pg_catalog.jsonb_build_array(o.mobile, n.mobile) END,
    'group_email', CASE WHEN o.group_email IS DISTINCT FROM n.group_email THEN pg_catalog.jsonb_build_array(o.group_email, n.group_email) END,
    'kind', CASE WHEN o.kind IS DISTINCT FROM n.kind THEN pg_catalog.jsonb_build_array(o.kind, n.kind) END,
    'source', CASE WHEN o.source IS DISTINCT FROM n.source THEN pg_catalog.jsonb_build_array(o.source, n.source) END,
    'external_id', CASE WHEN o.external_id IS DISTINCT FROM n.external_id THEN pg_catalog.jsonb_build_array(o.external_id, n.external_id) END,
    'notes', CASE WHEN o.notes IS DISTINCT FROM n.notes THEN pg_catalog.jsonb_build_array(o.notes, n.notes) END,
    'deleted_at', CASE WHEN o.deleted_at IS DISTINCT FROM n.deleted_at THEN pg_catalog.jsonb_build_array(o.deleted_at, n.deleted_at) END
  ))
$$;

-- Who acts: what the transaction says, else the login that ran plain SQL.
CREATE FUNCTION public.acting() RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(nullif(current_setting('switchboard.actor', true), ''), 'sql:' || session_user)
$$;
CREATE FUNCTION public.acting_batch() RETURNS integer LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT nullif(current_setting('switchboard.batch', true), '')::integer
$$;

-- The version moves with the content only: filling search_vector is not a change of the entry.
CREATE FUNCTION public.employees_next_version() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF (OLD.employee_id, OLD.full_name, OLD.first_name, OLD.last_name, OLD.designation, OLD.department, OLD.division, OLD.email, OLD.telephone,
      OLD.pabx, OLD.ip_phone, OLD.mobile, OLD.group_email, OLD.kind, OLD.source, OLD.external_id, OLD.notes, OLD.deleted_at)
     IS DISTINCT FROM
     (NEW.employee_id, NEW.full_name, NEW.first_name, NEW.last_name, NEW.designation, NEW.department, NEW.division, NEW.email, NEW.telephone,
      NEW.pabx, NEW.ip_phone, NEW.mobile, NEW.group_email, NEW.kind, NEW.source, NEW.external_id, NEW.notes, NEW.deleted_at)
  THEN
    NEW.version := OLD.version + 1;
    NEW.updated_at := timezone('utc', clock_timestamp());
  ELSE
    NEW.version := OLD.version;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER employees_next_version BEFORE UPDATE ON public.employees
  FOR EACH ROW EXECUTE FUNCTION public.employees_next_version();

-- History is written once a statement, so that an import of 100,000 rows is one insert here.
CREATE FUNCTION public.employees_record_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  who text := public.acting();
  import integer := public.acting_batch();
BEGIN
  INSERT INTO public.employee_revisions (employee, version, operation, changes, actor, batch)
  SELECT n.id, n.version, 'created', public.employee_changes(NULL::public.employees, n::public.employees), who, import
  FROM new_rows n;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'history: ' || SQLERRM);
  RETURN NULL;
END $$;

-- The plan is kept for the session, and one made for a single edited row would join an import's 20,000 by nested loops.
CREATE FUNCTION public.employees_record_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_nestloop = off AS $$
DECLARE
  who text := public.acting();
  import integer := public.acting_batch();
BEGIN
  INSERT INTO public.employee_revisions (employee, version, operation, changes, actor, batch)
  SELECT n.id, n.version,
         CASE WHEN o.deleted_at IS NULL AND n.deleted_at IS NOT NULL THEN 'deleted'
              WHEN o.deleted_at IS NOT NULL AND n.deleted_at IS NULL THEN 'restored'
              ELSE 'changed' END,
         public.employee_changes(o::public.employees, n::public.employees), who, import
  FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE n.version <> o.version;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'history: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION public.employees_record_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  who text := public.acting();
  import integer := public.acting_batch();
BEGIN
  INSERT INTO public.employee_revisions (employee, version, operation, changes, actor, batch)
  SELECT o.id, o.version + 1, 'removed', public.employee_changes(o::public.employees, NULL::public.employees), who, import
  FROM old_rows o;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'the history of % removed entries was not written: %', (SELECT count(*) FROM old_rows), SQLERRM;
  RETURN NULL;
END $$;

CREATE TRIGGER employees_record_created AFTER INSERT ON public.employees
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.employees_record_created();
CREATE TRIGGER employees_record_changed AFTER UPDATE ON public.employees
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.employees_record_changed();
CREATE TRIGGER employees_record_removed AFTER DELETE ON public.employees
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.employees_record_removed();

-- What an operator found wrong in an entry, for the admin's home.
CREATE TABLE public.entry_reports (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  employee integer NOT NULL,
  field text,
  message text NOT NULL,
  reported_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  resolved_by text,
  resolved_at timestamptz
);
CREATE INDEX entry_reports_open_idx ON public.entry_reports (created_at) WHERE resolved_at IS NULL;
CREATE INDEX entry_reports_employee_idx ON public.entry_reports (employee);

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.employees'), ('TABLE', 'public.employee_revisions'), ('TABLE', 'search.stale'),
  ('FUNCTION', 'search.mark_stale(integer[], text)'),
  ('FUNCTION', 'public.employee_changes(public.employees, public.employees)'),
  ('FUNCTION', 'public.acting()'), ('FUNCTION', 'public.acting_batch()'),
  ('FUNCTION', 'public.employees_next_version()'), ('FUNCTION', 'public.employees_record_created()'),
  ('FUNCTION', 'public.employees_record_changed()'), ('FUNCTION', 'public.employees_record_removed()')
) AS given (kind, name);
