-- ANALYZE takes 30,000 turns apart into words and triplets for statistics that no plan needs: the text index is asked in a way
-- that leaves no choice. It took three seconds of a core and more, a minute apart while turns come fast, and whoever posted
-- then waited. Of the texts themselves nothing is compared or sorted either.
-- Of the client's address, which the same index holds, they are kept apart: one client may be all turns or three of ten million.
CREATE FUNCTION public.conversations_suit_partition(partition text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT c.relname AS name, i.indnatts AS columns, coalesce(c.reloptions @> '{gin_pending_list_limit=65536}', false) AS is_wide
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE i.indrelid = to_regclass('partitions.' || partition) AND a.amname = 'gin'
  LOOP
    -- 64 MB may wait, as 0017 says. It locks out everybody, so that it is asked of new indexes alone. Postgres takes neither option
    -- from a partitioned index that stands.
    IF NOT found.is_wide THEN
      EXECUTE format('ALTER INDEX partitions.%I SET (gin_pending_list_limit = 65536)', found.name);
    END IF;
    -- One of them with statistics, and ANALYZE takes the texts apart for all.
    FOR number IN 1 .. found.columns LOOP
      EXECUTE format('ALTER INDEX partitions.%I ALTER COLUMN %s SET STATISTICS 0', found.name, number);
    END LOOP;
  END LOOP;
  FOR found IN
    SELECT attname AS name FROM pg_attribute
    WHERE attrelid = to_regclass('partitions.' || partition) AND attname IN ('user_message', 'assistant_response') AND NOT attisdropped
  LOOP
    EXECUTE format('ALTER TABLE partitions.%I ALTER COLUMN %I SET STATISTICS 0', partition, found.name);
  END LOOP;
  IF found.name IS NOT NULL THEN
    EXECUTE format('CREATE STATISTICS IF NOT EXISTS partitions.%I ON ("left"(client_ip, 255)) FROM partitions.%I', partition || '_client', partition);
  END IF;
END $$;

ALTER TABLE ONLY public.conversations ALTER COLUMN user_message SET STATISTICS 0, ALTER COLUMN assistant_response SET STATISTICS 0;

CREATE OR REPLACE FUNCTION public.conversations_ensure_month(instant timestamp, seconds double precision DEFAULT 1) RETURNS boolean
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
  PERFORM conversations_suit_partition('conversations_' || suffix);
  RETURN true;
END $$;
DROP FUNCTION public.conversations_widen_lists(text);

SELECT public.conversations_suit_partition(c.relname) FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
WHERE h.inhparent = 'public.conversations'::regclass;

SELECT monitor.give_to_owner('FUNCTION', 'public.conversations_suit_partition(text)');
