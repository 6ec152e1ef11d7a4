-- Trusted extensions only: the app's role is not superuser.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE SCHEMA IF NOT EXISTS search;
CREATE SCHEMA IF NOT EXISTS monitor;
CREATE SCHEMA IF NOT EXISTS partitions;

-- The role that owns what the chatbot's Python side shares with us. Where our login may not create roles, an
-- administrator does; `doctor` names the statement.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'switchboard_owner') THEN
    CREATE ROLE switchboard_owner NOLOGIN;
  END IF;
  IF NOT pg_has_role(current_user, 'switchboard_owner', 'MEMBER') THEN
    EXECUTE format('GRANT switchboard_owner TO %I', current_user);
  END IF;
  EXECUTE 'GRANT USAGE, CREATE ON SCHEMA public, search TO switchboard_owner';
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR undefined_object THEN
  RAISE NOTICE 'switchboard_owner is not in force: %', SQLERRM;
END $$;

-- Gives a table or function to switchboard_owner where that role is in force.
CREATE FUNCTION monitor.give_to_owner(kind text, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'switchboard_owner') AND pg_has_role(current_user, 'switchboard_owner', 'MEMBER') THEN
    EXECUTE format('ALTER %s %s OWNER TO switchboard_owner', kind, name);
  END IF;
END $$;
