-- A reader who waits for the default partition knows the list of partitions from before, and would miss the turns that are moved
-- from there meanwhile. So where turns are moved nobody has begun to read: the tables themselves are locked as well, for a moment.
CREATE OR REPLACE FUNCTION public.conversations_ensure_month(instant timestamp, seconds double precision DEFAULT 1) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  month timestamp := date_trunc('month', instant);
  following timestamp := date_trunc('month', instant) + interval '1 month';
  suffix text := to_char(month, 'YYYY_MM');
  parent text;
  moves boolean;
BEGIN
  IF to_regclass('partitions.conversations_' || suffix) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('switchboard.conversations_ensure_month'));
  IF to_regclass('partitions.conversations_' || suffix) IS NOT NULL THEN RETURN false; END IF;
  moves := EXISTS (SELECT FROM partitions.conversations_default d WHERE d.created_at >= month AND d.created_at < following);
  PERFORM conversations_lock_together((ARRAY['partitions.conversation_states_default', 'partitions.conversations_default']
    || CASE WHEN moves THEN ARRAY['public.conversation_states', 'public.conversations'] ELSE '{}' END)::regclass[], seconds);
  IF NOT moves AND EXISTS (SELECT FROM partitions.conversations_default d WHERE d.created_at >= month AND d.created_at < following) THEN
    RAISE lock_not_available USING MESSAGE = 'Turns of that month have just come in.';
  END IF;
  FOREACH parent IN ARRAY ARRAY['conversation_states', 'conversations'] LOOP
    EXECUTE format('CREATE TABLE partitions.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', parent || '_' || suffix, parent);
    EXECUTE format('WITH moved AS (DELETE FROM partitions.%I WHERE created_at >= %L AND created_at < %L RETURNING *) INSERT INTO partitions.%I SELECT * FROM moved',
                   parent || '_default', month, following, parent || '_' || suffix);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)', parent, parent || '_' || suffix, month, following);
  END LOOP;
  PERFORM conversations_suit_partition('conversations_' || suffix);
  RETURN true;
END $$;
