-- A writer that finds the list of a text index over its limit empties it itself and keeps its sender waiting for half a
-- second and more. 16 MB were full after 1.3 s at 1,500 turns a second; the worker, which empties it, comes by every second or two.
CREATE OR REPLACE FUNCTION public.conversations_ensure_month(instant timestamp) RETURNS boolean
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
  PERFORM conversations_lock_together(ARRAY['partitions.conversation_states_default', 'partitions.conversations_default']::regclass[], 1);
  FOREACH parent IN ARRAY ARRAY['conversation_states', 'conversations'] LOOP
    EXECUTE format('CREATE TABLE partitions.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', parent || '_' || suffix, parent);
    EXECUTE format('WITH moved AS (DELETE FROM partitions.%I WHERE created_at >= %L AND created_at < %L RETURNING *) INSERT INTO partitions.%I SELECT * FROM moved',
                   parent || '_default', month, following, parent || '_' || suffix);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)', parent, parent || '_' || suffix, month, following);
  END LOOP;
  PERFORM conversations_widen_lists('conversations_' || suffix);
  RETURN true;
END $$;

-- Lets 64 MB wait in the text indexes of a partition. Postgres takes this option from no partitioned index that stands.
CREATE FUNCTION public.conversations_widen_lists(partition text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE i.indrelid = to_regclass('partitions.' || partition) AND a.amname = 'gin'
  LOOP
    EXECUTE format('ALTER INDEX partitions.%I SET (gin_pending_list_limit = 65536)', name);
  END LOOP;
END $$;

SELECT public.conversations_widen_lists(c.relname) FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
WHERE h.inhparent = 'public.conversations'::regclass;

SELECT monitor.give_to_owner('FUNCTION', 'public.conversations_widen_lists(text)');
