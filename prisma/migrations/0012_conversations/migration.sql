-- Conversations: every turn once, partitioned by month, with rollups that agree with the rows at every instant.
DO $$
BEGIN
  EXECUTE 'GRANT USAGE, CREATE ON SCHEMA partitions TO switchboard_owner';
  EXECUTE 'GRANT USAGE ON SCHEMA monitor TO switchboard_owner';
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
  RAISE NOTICE 'switchboard_owner is not in force: %', SQLERRM;
END $$;

-- The words of a turn: nothing is stemmed, so that any language is found, and accents do not matter.
CREATE TEXT SEARCH CONFIGURATION search.turn (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION search.turn ALTER MAPPING FOR word, hword, hword_part WITH public.unaccent, pg_catalog.simple;

-- The first 50,000 characters of each side are searchable: a tsvector holds one megabyte, and no turn may be refused for it.
CREATE FUNCTION search.turn_words(question text, answer text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('search.turn'::regconfig, left(question, 50000)) || to_tsvector('search.turn'::regconfig, left(answer, 50000));

-- Immutable in fact: the dictionary is named and is part of the extension.
CREATE FUNCTION search.fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, left(value, 5000)));

-- What is typed as the beginning of a word, as a query; nothing matches when no word is left of it.
CREATE FUNCTION search.prefix_query(beginning text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(string_agg(quote_literal(l.lexeme) || ':*', ' <-> ' ORDER BY l.positions[1])::tsquery, ''::tsquery)
        FROM unnest(to_tsvector('search.turn'::regconfig, left(beginning, 255))) AS l);

CREATE FUNCTION search.like_literal(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(value, '\', '\\'), '%', '\%'), '_', '\_');

CREATE FUNCTION search.hour_of(instant timestamp) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN floor(extract(epoch FROM instant) / 3600)::integer;

-- The bin of a response time: bin n holds what is over 1.02^(n-1) and at most 1.02^n milliseconds (the DDSketch mapping,
-- Masson, Rim and Lee 2019), so that a quantile read from the bins is within 1 % of the true one.
CREATE FUNCTION monitor.time_bin(milliseconds integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN milliseconds <= 1 THEN 0 WHEN milliseconds > 1 THEN least(999, ceil(ln(milliseconds::double precision) / ln(1.02::double precision)))::integer END;

-- A histogram is one number, the sum over its turns of 10^(8 * bin): sum() adds histograms, - takes one from another, and
-- eight decimal digits a bin hold 99,999,999 turns.
CREATE FUNCTION monitor.time_mark(milliseconds integer) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('1e' || 8 * monitor.time_bin(milliseconds))::numeric;

CREATE FUNCTION monitor.quarter_of(instant timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_bin('15 minutes', instant, timestamp '2000-01-01');

CREATE TYPE public.turn_state AS ENUM ('unknown', 'answered', 'partial', 'unanswered');

CREATE SEQUENCE public.conversations_id_seq AS bigint;
CREATE TABLE public.conversations (
  id bigint NOT NULL DEFAULT nextval('public.conversations_id_seq'),
  session_id varchar NOT NULL,
  user_message text NOT NULL,
  assistant_response text NOT NULL,
  is_answered integer DEFAULT 1,
  knowledge_base varchar,
  response_time_ms integer,
  created_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  event_id uuid,
  client_ip text,
  source text NOT NULL DEFAULT 'sql',
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  reported_explicitly boolean NOT NULL DEFAULT false,
  mended boolean NOT NULL DEFAULT false,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
ALTER SEQUENCE public.conversations_id_seq OWNED BY public.conversations.id;

-- The log, newest first; the thread of a session; a knowledge base, newest first; what committed since a snapshot.
CREATE INDEX conversations_created_at_idx ON public.conversations (created_at, id, response_time_ms);
CREATE INDEX conversations_session_idx ON public.conversations (left(session_id, 255), created_at, id);
CREATE INDEX conversations_knowledge_base_idx ON public.conversations (left(knowledge_base, 255), created_at, id);
CREATE INDEX conversations_xid_idx ON public.conversations (xid, id);
-- Words of both sides, substrings of the user's, the client, and the hour that bounds a search for a common word. The worker
-- empties the list of pending entries every few seconds, so that no writer has to.
CREATE INDEX conversations_text_idx ON public.conversations USING gin (
  search.turn_words(user_message, assistant_response), search.fold(user_message) gin_trgm_ops, search.hour_of(created_at), left(client_ip, 255)
) WITH (fastupdate = on, gin_pending_list_limit = 16384);

-- What is thought of a turn: every detector that spoke, the person who did, and the state that follows by precedence.
CREATE TABLE public.conversation_states (
  id bigint NOT NULL,
  created_at timestamp NOT NULL,
  state public.turn_state NOT NULL,
  sentinel text,
  phrase_state public.turn_state,
  phrase_rule text,
  behaviour_state public.turn_state,
  behaviour_rule text,
  behaviour_turn bigint,
  rules_version integer,
  human_state public.turn_state,
  human_by text,
  human_at timestamp,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX conversation_states_state_idx ON public.conversation_states (state, created_at, id);

CREATE TABLE partitions.conversations_default PARTITION OF public.conversations DEFAULT;
CREATE TABLE partitions.conversation_states_default PARTITION OF public.conversation_states DEFAULT;

-- The ledger that makes an event_id unique whatever time a retry carries; kept 35 days after receipt.
CREATE TABLE public.conversation_events (
  event_id uuid PRIMARY KEY,
  created_at timestamp NOT NULL,
  received_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  key_id uuid,
  body_hash bytea,
  conflicting boolean NOT NULL DEFAULT false
);
CREATE INDEX conversation_events_received_idx ON public.conversation_events USING brin (received_at);

-- Figures by quarter of an hour, hour and day (UTC). An empty knowledge base is "none named". Sessions count where they begin.
CREATE TABLE public.conversation_rollups (
  grain text NOT NULL CHECK (grain IN ('quarter', 'hour', 'day')),
  bucket timestamp NOT NULL,
  knowledge_base text NOT NULL,
  source text NOT NULL,
  turns bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  sessions bigint NOT NULL,
  timed bigint NOT NULL,
  milliseconds bigint NOT NULL,
  histogram numeric NOT NULL,
  PRIMARY KEY (grain, bucket, knowledge_base, source)
) WITH (fillfactor = 70);
-- The counts without their histograms, which are most of a row.
CREATE INDEX conversation_rollups_counts_idx ON public.conversation_rollups
  (grain, bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds);

-- Only ever appended to by writers, so that none waits for another; folded into the rollups and deleted every few seconds.
CREATE TABLE public.conversation_rollup_deltas (
  bucket timestamp NOT NULL,
  knowledge_base text NOT NULL,
  source text NOT NULL,
  turns bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  sessions bigint NOT NULL DEFAULT 0,
  timed bigint NOT NULL,
  milliseconds bigint NOT NULL,
  histogram numeric NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE public.conversation_sessions (
  session_id text PRIMARY KEY,
  first_at timestamp NOT NULL,
  first_id bigint NOT NULL,
  last_at timestamp NOT NULL,
  turns bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  knowledge_base text NOT NULL,
  source text NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX conversation_sessions_first_idx ON public.conversation_sessions (first_at, session_id);

-- `recount`: a turn was changed or taken away, so the session is counted anew from its rows.
CREATE TABLE public.conversation_session_deltas (
  session_id text NOT NULL,
  first_at timestamp NOT NULL,
  first_id bigint NOT NULL,
  last_at timestamp NOT NULL,
  turns bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  knowledge_base text NOT NULL,
  source text NOT NULL,
  recount boolean NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Turns that a trigger could not follow: the write stood, the follow-up waits here and a lamp goes amber.
CREATE TABLE search.stale_turns (
  id bigint PRIMARY KEY,
  created_at timestamp NOT NULL,
  reason text NOT NULL,
  noticed_at timestamp NOT NULL DEFAULT timezone('utc', now())
);

-- Turns whose text or reported value was changed by plain SQL: the evaluator looks at them again.
CREATE TABLE public.conversation_reviews (
  id bigint NOT NULL,
  created_at timestamp NOT NULL
);

-- Follow-up of turns. In one function each, so that a single post pays for one plan a statement.
CREATE FUNCTION public.conversations_follow_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search AS $$
BEGIN
  INSERT INTO conversation_states (id, created_at, state)
  SELECT n.id, n.created_at, CASE WHEN n.is_answered IS NULL THEN 'unknown' WHEN n.is_answered = 0 THEN 'unanswered' ELSE 'answered' END::turn_state
  FROM new_rows n;
  INSERT INTO conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, timed, milliseconds, histogram)
  SELECT quarter_of(n.created_at), coalesce(left(n.knowledge_base, 255), ''), n.source, count(*),
         count(*) FILTER (WHERE n.is_answered <> 0), count(*) FILTER (WHERE n.is_answered = 0), 0,
         count(n.response_time_ms), coalesce(sum(n.response_time_ms), 0), coalesce(sum(time_mark(n.response_time_ms)), 0)
  FROM new_rows n GROUP BY 1, 2, 3;
  INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source)
  SELECT DISTINCT ON (left(n.session_id, 255)) left(n.session_id, 255), n.created_at, n.id, max(n.created_at) OVER session, count(*) OVER session,
         count(*) FILTER (WHERE n.is_answered <> 0) OVER session, count(*) FILTER (WHERE n.is_answered = 0) OVER session,
         coalesce(left(n.knowledge_base, 255), ''), n.source
  FROM new_rows n WINDOW session AS (PARTITION BY left(n.session_id, 255))
  ORDER BY left(n.session_id, 255), n.created_at, n.id;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n), SQLERRM);
  RETURN NULL;
END $$;

-- Queues what a trigger could not follow. Never fails itself, so that the write which called it stands.
CREATE FUNCTION search.mark_stale_turns(ids bigint[], instants timestamp[], why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  INSERT INTO search.stale_turns (id, created_at, reason) SELECT t.id, t.at, why FROM unnest(ids, instants) AS t (id, at) ON CONFLICT DO NOTHING;
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'turns % could not be queued for %: %', ids, why, SQLERRM;
END $$;

-- Each turn finds its state by the key, however many there are. A turn without a state was never counted.
CREATE FUNCTION public.conversations_follow_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  WITH gone AS (
    DELETE FROM conversation_states s USING old_rows o WHERE s.id = o.id AND s.created_at = o.created_at
    RETURNING o.created_at, o.knowledge_base, o.source, o.response_time_ms, s.state
  )
  INSERT INTO conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, timed, milliseconds, histogram)
  SELECT quarter_of(g.created_at), coalesce(left(g.knowledge_base, 255), ''), g.source, -count(*), -count(*) FILTER (WHERE g.state = 'answered'),
         -count(*) FILTER (WHERE g.state = 'unanswered'), -count(*) FILTER (WHERE g.state = 'partial'),
         -count(g.response_time_ms), -coalesce(sum(g.response_time_ms), 0), -coalesce(sum(time_mark(g.response_time_ms)), 0)
  FROM gone g GROUP BY 1, 2, 3;
  INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source, recount)
  SELECT DISTINCT left(o.session_id, 255), timestamp 'infinity', 0, timestamp '-infinity', 0, 0, 0, '', '', true FROM old_rows o;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o), SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION public.conversations_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  -- A statement without a parameter keeps the plan it was first given: one made for a single row joins 100,000 by nested loops.
  anew boolean := true;
BEGIN
  UPDATE conversation_states s SET created_at = n.created_at
  FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE anew AND s.id = o.id AND s.created_at = o.created_at AND n.created_at <> o.created_at;
  INSERT INTO conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, timed, milliseconds, histogram)
  SELECT quarter_of(side.created_at), coalesce(left(side.knowledge_base, 255), ''), side.source, sum(side.sign), coalesce(sum(side.sign) FILTER (WHERE s.state = 'answered'), 0),
         coalesce(sum(side.sign) FILTER (WHERE s.state = 'unanswered'), 0), coalesce(sum(side.sign) FILTER (WHERE s.state = 'partial'), 0),
         coalesce(sum(side.sign) FILTER (WHERE side.response_time_ms IS NOT NULL), 0), coalesce(sum(side.sign * side.response_time_ms), 0), coalesce(sum(side.sign * time_mark(side.response_time_ms)), 0)
  FROM new_rows n JOIN old_rows o ON o.id = n.id
  JOIN conversation_states s ON s.id = n.id AND s.created_at = n.created_at
  CROSS JOIN LATERAL (VALUES (1, n.created_at, n.knowledge_base, n.source, n.response_time_ms), (-1, o.created_at, o.knowledge_base, o.source, o.response_time_ms))
    AS side (sign, created_at, knowledge_base, source, response_time_ms)
  WHERE anew AND (n.created_at, n.knowledge_base, n.source, n.response_time_ms) IS DISTINCT FROM (o.created_at, o.knowledge_base, o.source, o.response_time_ms)
  GROUP BY 1, 2, 3;
  INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source, recount)
  SELECT DISTINCT left(side.session_id, 255), timestamp 'infinity', 0, timestamp '-infinity', 0, 0, 0, '', '', true
  FROM new_rows n JOIN old_rows o ON o.id = n.id CROSS JOIN LATERAL (VALUES (n.session_id), (o.session_id)) AS side (session_id)
  WHERE anew AND (n.session_id, n.created_at, n.knowledge_base, n.source) IS DISTINCT FROM (o.session_id, o.created_at, o.knowledge_base, o.source);
  INSERT INTO conversation_reviews (id, created_at)
  SELECT n.id, n.created_at FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE anew AND (n.user_message, n.assistant_response, n.is_answered, n.reported_explicitly, n.session_id) IS DISTINCT FROM (o.user_message, o.assistant_response, o.is_answered, o.reported_explicitly, o.session_id);
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n), SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION public.conversations_follow_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  TRUNCATE conversation_states, conversation_rollups, conversation_rollup_deltas, conversation_sessions, conversation_session_deltas, conversation_reviews,
    conversation_events, search.stale_turns;
  RETURN NULL;
END $$;

-- A changed state moves the figures through the same deltas. `conversation_states` is written by us alone. What was and what is
-- are put side by side by grouping, not joined, and each changed turn is found by its key: the evaluator writes thousands at once.
CREATE FUNCTION public.conversation_states_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  WITH changed AS MATERIALIZED (
    SELECT t.id, t.created_at, max(t.was) AS was, max(t.now) AS now
    FROM (SELECT o.id, o.created_at, o.state AS was, NULL::turn_state AS now FROM old_rows o UNION ALL SELECT n.id, n.created_at, NULL, n.state FROM new_rows n) t
    GROUP BY t.id, t.created_at HAVING max(t.was) <> max(t.now)
  ), turns AS MATERIALIZED (
    SELECT c.created_at, coalesce(left(c.knowledge_base, 255), '') AS knowledge_base, c.source, left(c.session_id, 255) AS session_id,
           (d.now = 'answered')::integer - (d.was = 'answered')::integer AS answered, (d.now = 'unanswered')::integer - (d.was = 'unanswered')::integer AS unanswered,
           (d.now = 'partial')::integer - (d.was = 'partial')::integer AS partial
    FROM changed d JOIN conversations c ON c.id = d.id AND c.created_at = d.created_at
  ), figures AS (
    INSERT INTO conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, timed, milliseconds, histogram)
    SELECT quarter_of(t.created_at), t.knowledge_base, t.source, 0, sum(t.answered), sum(t.unanswered), sum(t.partial), 0, 0, 0 FROM turns t GROUP BY 1, 2, 3
  )
  INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source)
  SELECT t.session_id, timestamp 'infinity', 0, timestamp '-infinity', 0, sum(t.answered), sum(t.unanswered), '', '' FROM turns t GROUP BY 1;
  RETURN NULL;
END $$;

CREATE TRIGGER conversations_follow_insert AFTER INSERT ON public.conversations
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_follow_insert();
CREATE TRIGGER conversations_follow_update AFTER UPDATE ON public.conversations
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_follow_update();
CREATE TRIGGER conversations_follow_delete AFTER DELETE ON public.conversations
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_follow_delete();
CREATE TRIGGER conversations_follow_truncate AFTER TRUNCATE ON public.conversations
  FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_follow_truncate();
CREATE TRIGGER conversation_states_follow_update AFTER UPDATE ON public.conversation_states
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.conversation_states_follow_update();

-- Locks these tables against everybody, without those below them, and holds none while it waits for another: readers lock them
-- in any order, and would be met in a deadlock. Fails with lock_not_available after so many seconds.
CREATE FUNCTION public.conversations_lock_together(tables regclass[], seconds integer) RETURNS void
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

-- Makes the partitions of an instant's month where they are missing, and moves there what the default partition held of it.
-- Attached, not created in place: that asks for no lock a reader or writer of another month would wait for. True when it made one.
CREATE FUNCTION public.conversations_ensure_month(instant timestamp) RETURNS boolean
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
  RETURN true;
END $$;

-- What the waiting session deltas will do: each session's row as it will be (no turns: it goes), and where it began before.
CREATE VIEW public.conversation_session_changes AS
WITH waiting AS (
  SELECT d.session_id, bool_or(d.recount) AS recount, min(d.first_at) AS first_at, max(d.last_at) AS last_at,
         sum(d.turns)::bigint AS turns, sum(d.answered)::bigint AS answered, sum(d.unanswered)::bigint AS unanswered,
         (array_agg(d.first_id ORDER BY d.first_at, d.first_id))[1] AS first_id,
         (array_agg(d.knowledge_base ORDER BY d.first_at, d.first_id))[1] AS knowledge_base,
         (array_agg(d.source ORDER BY d.first_at, d.first_id))[1] AS source
  FROM public.conversation_session_deltas d GROUP BY d.session_id
)
SELECT w.session_id, s.first_at AS began_at, s.knowledge_base AS began_knowledge_base, s.source AS began_source,
       CASE WHEN w.recount THEN c.first_at WHEN earlier.yes THEN w.first_at ELSE s.first_at END AS first_at,
       CASE WHEN w.recount THEN c.first_id WHEN earlier.yes THEN w.first_id ELSE s.first_id END AS first_id,
       CASE WHEN w.recount THEN c.last_at ELSE greatest(s.last_at, w.last_at) END AS last_at,
       CASE WHEN w.recount THEN c.turns ELSE coalesce(s.turns, 0) + w.turns END AS turns,
       CASE WHEN w.recount THEN c.answered ELSE coalesce(s.answered, 0) + w.answered END AS answered,
       CASE WHEN w.recount THEN c.unanswered ELSE coalesce(s.unanswered, 0) + w.unanswered END AS unanswered,
       CASE WHEN w.recount THEN c.knowledge_base WHEN earlier.yes THEN w.knowledge_base ELSE s.knowledge_base END AS knowledge_base,
       CASE WHEN w.recount THEN c.source WHEN earlier.yes THEN w.source ELSE s.source END AS source
FROM waiting w
LEFT JOIN public.conversation_sessions s ON s.session_id = w.session_id
CROSS JOIN LATERAL (SELECT s.session_id IS NULL OR (w.first_at, w.first_id) < (s.first_at, s.first_id)) AS earlier (yes)
LEFT JOIN LATERAL (
  SELECT min(t.created_at) AS first_at, max(t.created_at) AS last_at, count(*) AS turns,
         count(*) FILTER (WHERE t.state = 'answered') AS answered, count(*) FILTER (WHERE t.state = 'unanswered') AS unanswered,
         (array_agg(t.id ORDER BY t.created_at, t.id))[1] AS first_id,
         (array_agg(t.knowledge_base ORDER BY t.created_at, t.id))[1] AS knowledge_base,
         (array_agg(t.source ORDER BY t.created_at, t.id))[1] AS source
  FROM (
    SELECT c.id, c.created_at, coalesce(left(c.knowledge_base, 255), '') AS knowledge_base, c.source,
           (SELECT v.state FROM public.conversation_states v WHERE v.id = c.id AND v.created_at = c.created_at) AS state
    FROM public.conversations c WHERE w.recount AND left(c.session_id, 255) = w.session_id
  ) t
) c ON true;

-- Where those sessions begin and no longer begin, as figures.
CREATE VIEW public.conversation_session_moves AS
SELECT monitor.quarter_of(m.at) AS bucket, m.knowledge_base, m.source, sum(m.sign)::bigint AS sessions
FROM public.conversation_session_changes c
CROSS JOIN LATERAL (VALUES (1, c.first_at, c.knowledge_base, c.source, c.turns > 0), (-1, c.began_at, c.began_knowledge_base, c.began_source, c.began_at IS NOT NULL))
  AS m (sign, at, knowledge_base, source, holds)
WHERE m.holds AND m.at <> 'infinity'
GROUP BY 1, 2, 3 HAVING sum(m.sign) <> 0;

-- What is not folded yet, in the shape of the rollups: readers add it to them, so that figures agree with the rows at every instant.
CREATE VIEW public.conversation_waiting_figures AS
SELECT bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram FROM public.conversation_rollup_deltas
UNION ALL
SELECT bucket, knowledge_base, source, 0, 0, 0, 0, sessions, 0, 0, 0 FROM public.conversation_session_moves;

-- Folds what waits into sessions and rollups, in the caller's transaction. The number of deltas folded; null when another is at it.
CREATE FUNCTION public.conversations_compact() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor AS $$
DECLARE
  folded bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('switchboard.conversations_compact')) THEN RETURN NULL; END IF;
  WITH moves AS MATERIALIZED (SELECT * FROM conversation_session_moves),
  changes AS MATERIALIZED (SELECT * FROM conversation_session_changes),
  gone AS (DELETE FROM conversation_session_deltas),
  ended AS (DELETE FROM conversation_sessions s USING changes c WHERE s.session_id = c.session_id AND coalesce(c.turns, 0) <= 0),
  kept AS (
    INSERT INTO conversation_sessions (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source)
    SELECT session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source FROM changes
    WHERE turns > 0 AND first_at <> 'infinity'
    ON CONFLICT (session_id) DO UPDATE SET first_at = excluded.first_at, first_id = excluded.first_id, last_at = excluded.last_at, turns = excluded.turns,
      answered = excluded.answered, unanswered = excluded.unanswered, knowledge_base = excluded.knowledge_base, source = excluded.source
  )
  INSERT INTO conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram)
  SELECT bucket, knowledge_base, source, 0, 0, 0, 0, sessions, 0, 0, 0 FROM moves;

  WITH taken AS (DELETE FROM conversation_rollup_deltas RETURNING *),
  summed AS MATERIALIZED (
    SELECT bucket, knowledge_base, source, count(*) AS deltas, sum(turns)::bigint AS turns, sum(answered)::bigint AS answered, sum(unanswered)::bigint AS unanswered,
           sum(partial)::bigint AS partial, sum(sessions)::bigint AS sessions, sum(timed)::bigint AS timed, sum(milliseconds)::bigint AS milliseconds, sum(histogram) AS histogram
    FROM taken GROUP BY 1, 2, 3
  ),
  written AS (
    INSERT INTO conversation_rollups AS r (grain, bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram)
    SELECT g.grain, g.bucket, s.knowledge_base, s.source, sum(s.turns), sum(s.answered), sum(s.unanswered), sum(s.partial), sum(s.sessions), sum(s.timed), sum(s.milliseconds), sum(s.histogram)
    FROM summed s CROSS JOIN LATERAL (VALUES ('quarter', s.bucket), ('hour', date_trunc('hour', s.bucket)), ('day', date_trunc('day', s.bucket))) AS g (grain, bucket)
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (grain, bucket, knowledge_base, source) DO UPDATE SET
      turns = r.turns + excluded.turns, answered = r.answered + excluded.answered, unanswered = r.unanswered + excluded.unanswered, partial = r.partial + excluded.partial,
      sessions = r.sessions + excluded.sessions, timed = r.timed + excluded.timed, milliseconds = r.milliseconds + excluded.milliseconds, histogram = r.histogram + excluded.histogram
  )
  SELECT coalesce(sum(deltas), 0) INTO folded FROM summed;
  RETURN folded;
END $$;

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.conversations'), ('TABLE', 'public.conversation_states'), ('TABLE', 'partitions.conversations_default'),
  ('TABLE', 'partitions.conversation_states_default'), ('TABLE', 'public.conversation_events'), ('TABLE', 'public.conversation_rollups'),
  ('TABLE', 'public.conversation_rollup_deltas'), ('TABLE', 'public.conversation_sessions'), ('TABLE', 'public.conversation_session_deltas'),
  ('TABLE', 'public.conversation_reviews'), ('TABLE', 'search.stale_turns'),
  ('VIEW', 'public.conversation_session_changes'), ('VIEW', 'public.conversation_session_moves'), ('VIEW', 'public.conversation_waiting_figures'),
  ('FUNCTION', 'search.mark_stale_turns(bigint[], timestamp[], text)'), ('FUNCTION', 'public.conversations_follow_insert()'),
  ('FUNCTION', 'public.conversations_follow_update()'), ('FUNCTION', 'public.conversations_follow_delete()'),
  ('FUNCTION', 'public.conversations_follow_truncate()'), ('FUNCTION', 'public.conversation_states_follow_update()'),
  ('FUNCTION', 'public.conversations_lock_together(regclass[], integer)'),
  ('FUNCTION', 'public.conversations_ensure_month(timestamp)'), ('FUNCTION', 'public.conversations_compact()')
) AS given (kind, name);
