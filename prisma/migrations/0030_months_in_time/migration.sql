-- How long a lock is tried for is the caller's to say: whoever posts a turn has less than a second for all.
DROP FUNCTION public.conversations_ensure_month(timestamp);
DROP FUNCTION public.conversations_lock_together(regclass[], integer);

-- Locks these tables against everybody, without those below them, and holds none while it waits for another: readers lock them
-- in any order, and would be met in a deadlock. Fails with lock_not_available after so many seconds.
CREATE FUNCTION public.conversations_lock_together(tables regclass[], seconds double precision) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  until timestamptz := clock_timestamp() + make_interval(secs => seconds);
  names text := (SELECT string_agg('ONLY ' || t::text, ', ') FROM unnest(tables) AS t);
BEGIN
  LOOP
    BEGIN
      EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', names);
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      IF clock_timestamp() > until THEN RAISE; END IF;
      PERFORM pg_sleep(0.005);
    END;
  END LOOP;
END $$;

-- Makes the partitions of a month and moves its turns there from the default ones. False when they are there.
CREATE FUNCTION public.conversations_ensure_month(instant timestamp, seconds double precision DEFAULT 1) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  month timestamp := date_trunc('month', instant);
  following timestamp := date_trunc('month', instant) + interval '1 month';
  suffix text := to_char(month, 'YYYY_MM');
  parent text;
BEGIN
  IF to_regclass('partitions.conversations_' || suffix) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('switchboard.conversations_ensure_month'));
  IF to_regclass('partitions.conversations_' || suffix) IS NOT NULL THEN RETURN false; END IF;
  PERFORM conversations_lock_together(ARRAY['partitions.conversation_states_default', 'partitions.conversations_default']::regclass[], seconds);
  FOREACH parent IN ARRAY ARRAY['conversation_states', 'conversations'] LOOP
    EXECUTE format('CREATE TABLE partitions.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', parent || '_' || suffix, parent);
    EXECUTE format('WITH moved AS (DELETE FROM partitions.%I WHERE created_at >= %L AND created_at < %L RETURNING *) INSERT INTO partitions.%I SELECT * FROM moved',
                   parent || '_default', month, following, parent || '_' || suffix);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)', parent, parent || '_' || suffix, month, following);
  END LOOP;
  PERFORM conversations_widen_lists('conversations_' || suffix);
  RETURN true;
END $$;

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('FUNCTION', 'public.conversations_lock_together(regclass[], double precision)'),
  ('FUNCTION', 'public.conversations_ensure_month(timestamp, double precision)')
) AS given (kind, name);
