-- Questions by meaning: each text in one group, each group counted by blocks of time.

-- Nobody folds from here on. Turns and states stand still, too, until all of this is done.
SELECT pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'));
LOCK TABLE public.conversations, public.conversation_states IN SHARE MODE;

-- As in 0016, in less than half the time, since a single blank stays where it is; and as in 0012, of steady parts alone, so that
-- Postgres writes the body into the statement. Both are computed for every turn.
CREATE OR REPLACE FUNCTION search.asked_text(question text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(replace(replace(replace(lower(left(question, 2000)), '?', ''), '!', ''), '.', ''), '\s\s+|[^\S ]', ' ', 'g'));
CREATE OR REPLACE FUNCTION monitor.time_mark(milliseconds integer) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('1e' || (8 * monitor.time_bin(milliseconds))::text)::numeric;

-- Finds the turns that asked a text: the first eight bytes of its hash. The cast is convert_to for a database in UTF-8; that one
-- counts as unsteady, and Postgres would call a function for every row instead of writing its body into the statement.
CREATE FUNCTION search.asked_key(question text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(sha256(replace(search.asked_text(question), '\', '\\')::bytea) FROM 1 FOR 8);

CREATE INDEX conversations_asked_idx ON public.conversations (search.asked_key(user_message), created_at);

-- Ids up to 0 are fixed: what waits for its group, and what is no question of its own. `kind` 'not_question' is a person's mark.
-- A group that was dissolved or merged stays, without texts, and leads on to the one that took over.
CREATE TABLE public.question_groups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL DEFAULT 'question' CHECK (kind IN ('question', 'not_question', 'pending', 'greeting', 'thanks', 'follow_up')),
  name text,
  medoid_id bigint,
  -- Float32, little endian, unit length, in the space of its model; of a group with texts of two models the greater part's.
  model text,
  centroid bytea,
  cohesion real,
  mixed boolean NOT NULL DEFAULT false,
  pinned boolean NOT NULL DEFAULT false,
  sessions_share real NOT NULL DEFAULT 1,
  merged_into bigint,
  created_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  version integer NOT NULL DEFAULT 1
) WITH (toast_tuple_target = 128);
ALTER TABLE public.question_groups ALTER COLUMN centroid SET STORAGE EXTERNAL;
INSERT INTO public.question_groups (id, kind) OVERRIDING SYSTEM VALUE
VALUES (0, 'pending'), (-1, 'greeting'), (-2, 'thanks'), (-3, 'follow_up');

-- `seen_at` says since when a text waits for its group.
ALTER TABLE public.question_texts ADD COLUMN group_id bigint NOT NULL DEFAULT 0, ADD COLUMN seen_at timestamp NOT NULL DEFAULT timezone('utc', now());
CREATE INDEX question_texts_group_idx ON public.question_texts (group_id, id);

-- The vector of a text as its model gave it (float32, little endian, unit length), where it lies, and why there. `form` is
-- the hash of what was embedded, the text masked and its spelling mended: texts of one form share a vector. Vectors lie beside
-- the rows, so that a text that moves does not write its vector again.
CREATE TABLE public.question_embeddings (
  text_id bigint PRIMARY KEY REFERENCES public.question_texts ON DELETE CASCADE,
  model text NOT NULL,
  form bytea,
  vector bytea NOT NULL,
  likeness real,
  nearest_id bigint,
  placed_by text CHECK (placed_by IN ('online', 'batch', 'person'))
) WITH (toast_tuple_target = 128, fillfactor = 80);
ALTER TABLE public.question_embeddings ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX question_embeddings_form_idx ON public.question_embeddings (form, model);

-- The nearest texts of a text, nearest first: 12 bytes each, an int64 id and a float32 cosine, little endian.
CREATE TABLE public.question_neighbours (
  text_id bigint PRIMARY KEY REFERENCES public.question_texts ON DELETE CASCADE,
  nearest bytea NOT NULL
);

-- What is taken away from every vector of a model: their mean when it was last set, from `mean_texts` texts; `texts` were grouped at
-- `grouped_at`. One row a model.
CREATE TABLE public.question_spaces (
  model text PRIMARY KEY,
  mean bytea NOT NULL,
  mean_texts integer NOT NULL,
  texts integer NOT NULL,
  grouped_at timestamp NOT NULL DEFAULT timezone('utc', now())
);

-- How far the work is, as the worker last noted it: one row. `trouble` says in a sentence why the model is not in use, `regroup_trouble`
-- why the last re-cluster was not finished.
CREATE TABLE public.question_grouper (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  model text,
  trouble text,
  embedder_restarts integer NOT NULL DEFAULT 0,
  embedded_a_minute integer NOT NULL DEFAULT 0,
  noted_at timestamp,
  regroup_step text,
  regroup_done integer NOT NULL DEFAULT 0,
  regroup_total integer NOT NULL DEFAULT 0,
  regroup_began_at timestamp,
  regroup_ended_at timestamp,
  regroup_texts integer,
  regroup_groups integer,
  regroup_moved integer,
  regroup_seconds real,
  regroup_trouble text
);
INSERT INTO public.question_grouper DEFAULT VALUES;

-- What people decided about groups, by examples; the later word holds, and what is undone does not count. `before` is what
-- undoing needs: the texts that changed their group, or the name, pin or kind there was.
CREATE TABLE public.question_rulings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('together', 'apart', 'move', 'pin', 'unpin', 'rename', 'not_question', 'question')),
  group_id bigint NOT NULL,
  sets jsonb NOT NULL DEFAULT '[]',
  before jsonb NOT NULL DEFAULT '{}',
  made_by uuid,
  made_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  undone_by uuid,
  undone_at timestamp
);

-- How often the texts of a group were asked, in blocks of 15 minutes × 4^grain counted from 2000-01-01 UTC. The index holds the
-- counts, since ranking reads a thousand rows a block; vacuumed early, since it reads past them to the table otherwise.
CREATE TABLE public.question_group_counts (
  grain smallint NOT NULL CHECK (grain BETWEEN 0 AND 7),
  bucket timestamp NOT NULL,
  group_id bigint NOT NULL,
  asked bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  PRIMARY KEY (grain, bucket, group_id) INCLUDE (asked, answered, unanswered, partial)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

-- The same by knowledge base, with the response times as in conversation_rollups: read for the groups a page shows.
CREATE TABLE public.question_group_details (
  group_id bigint NOT NULL,
  grain smallint NOT NULL CHECK (grain BETWEEN 0 AND 7),
  bucket timestamp NOT NULL,
  knowledge_base text NOT NULL,
  asked bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  timed bigint NOT NULL,
  milliseconds bigint NOT NULL,
  histogram numeric NOT NULL,
  PRIMARY KEY (group_id, grain, bucket, knowledge_base)
) WITH (fillfactor = 70);

-- What is to be moved between groups, in quarters of an hour. Only ever filled and folded in one transaction: nobody else sees a row of it.
CREATE TABLE public.question_group_moves (
  group_id bigint NOT NULL,
  bucket timestamp NOT NULL,
  knowledge_base text NOT NULL,
  asked bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  timed bigint NOT NULL,
  milliseconds bigint NOT NULL,
  histogram numeric NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- What waits is folded as it was appended, so that no row without a quarter is left.
SELECT public.question_texts_compact();

-- The quarter of an hour that a delta counts in; null where it counts in its text alone.
ALTER TABLE public.question_text_deltas
  ADD COLUMN bucket timestamp,
  ADD COLUMN knowledge_base text NOT NULL DEFAULT '',
  ADD COLUMN timed bigint NOT NULL DEFAULT 0,
  ADD COLUMN milliseconds bigint NOT NULL DEFAULT 0,
  ADD COLUMN histogram numeric NOT NULL DEFAULT 0;

CREATE FUNCTION public.question_block_of(bucket timestamp, grain integer) RETURNS timestamp LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_bin(make_interval(mins => 15 << 2 * grain), bucket, timestamp '2000-01-01');

CREATE OR REPLACE FUNCTION public.conversations_count_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search AS $$
BEGIN
  INSERT INTO question_text_deltas (normalized, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram, last_at, last_id)
  SELECT asked_text(n.user_message), quarter_of(n.created_at), coalesce(left(n.knowledge_base, 255), ''), count(*),
         count(*) FILTER (WHERE n.is_answered <> 0), count(*) FILTER (WHERE n.is_answered = 0), 0,
         count(n.response_time_ms), coalesce(sum(n.response_time_ms), 0), coalesce(sum(time_mark(n.response_time_ms)), 0),
         max(n.created_at), (array_agg(n.id ORDER BY n.created_at DESC, n.id DESC))[1]
  FROM new_rows n GROUP BY 1, 2, 3;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n), 'question: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.conversations_count_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO question_text_deltas (normalized, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
  SELECT asked_text(o.user_message), quarter_of(o.created_at), coalesce(left(o.knowledge_base, 255), ''), -count(*),
         -count(*) FILTER (WHERE s.state = 'answered'), -count(*) FILTER (WHERE s.state = 'unanswered'), -count(*) FILTER (WHERE s.state = 'partial'),
         -count(o.response_time_ms), -coalesce(sum(o.response_time_ms), 0), -coalesce(sum(time_mark(o.response_time_ms)), 0)
  FROM old_rows o LEFT JOIN conversation_states s ON s.id = o.id AND s.created_at = o.created_at GROUP BY 1, 2, 3;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o), 'question: ' || SQLERRM);
  RETURN NULL;
END $$;

-- A turn that only moved in time, between knowledge bases or in its response time moves between blocks.
CREATE OR REPLACE FUNCTION public.conversations_count_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  -- Makes the plan anew for each statement, as in conversations_follow_update.
  anew boolean := true;
BEGIN
  INSERT INTO question_text_deltas (normalized, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram, last_at, last_id)
  SELECT asked_text(side.user_message), quarter_of(side.created_at), coalesce(left(side.knowledge_base, 255), ''), side.sign,
         side.sign * coalesce(s.state = 'answered', false)::integer, side.sign * coalesce(s.state = 'unanswered', false)::integer,
         side.sign * coalesce(s.state = 'partial', false)::integer, side.sign * (side.response_time_ms IS NOT NULL)::integer,
         side.sign * coalesce(side.response_time_ms, 0), side.sign * coalesce(time_mark(side.response_time_ms), 0), side.last_at, side.last_id
  FROM new_rows n JOIN old_rows o ON o.id = n.id
  LEFT JOIN conversation_states s ON s.id = n.id AND s.created_at = o.created_at
  CROSS JOIN LATERAL (VALUES (1, n.user_message, n.created_at, n.knowledge_base, n.response_time_ms, n.created_at, n.id),
                             (-1, o.user_message, o.created_at, o.knowledge_base, o.response_time_ms, NULL, NULL))
    AS side (sign, user_message, created_at, knowledge_base, response_time_ms, last_at, last_id)
  WHERE anew AND (n.user_message, n.created_at, n.knowledge_base, n.response_time_ms) IS DISTINCT FROM (o.user_message, o.created_at, o.knowledge_base, o.response_time_ms);
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n), 'question: ' || SQLERRM);
  RETURN NULL;
END $$;

-- What hangs on texts goes with them; groups stay, without any.
CREATE OR REPLACE FUNCTION public.conversations_count_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  TRUNCATE question_texts, question_text_deltas, question_embeddings, question_neighbours, question_group_counts, question_group_details;
  RETURN NULL;
END $$;

-- As in 0016; the question's delta says where in time it counts.
CREATE OR REPLACE FUNCTION public.conversation_states_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  WITH changed AS MATERIALIZED (
    SELECT t.id, t.created_at, max(t.was) AS was, max(t.now) AS now
    FROM (SELECT o.id, o.created_at, o.state AS was, NULL::turn_state AS now FROM old_rows o UNION ALL SELECT n.id, n.created_at, NULL, n.state FROM new_rows n) t
    GROUP BY t.id, t.created_at HAVING max(t.was) <> max(t.now)
  ), turns AS MATERIALIZED (
    SELECT quarter_of(c.created_at) AS bucket, coalesce(left(c.knowledge_base, 255), '') AS knowledge_base, c.source, left(c.session_id, 255) AS session_id, asked_text(c.user_message) AS normalized,
           (d.now = 'answered')::integer - (d.was = 'answered')::integer AS answered, (d.now = 'unanswered')::integer - (d.was = 'unanswered')::integer AS unanswered,
           (d.now = 'partial')::integer - (d.was = 'partial')::integer AS partial
    FROM changed d JOIN conversations c ON c.id = d.id AND c.created_at = d.created_at
  ), figures AS (
    INSERT INTO conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, timed, milliseconds, histogram)
    SELECT t.bucket, t.knowledge_base, t.source, 0, sum(t.answered), sum(t.unanswered), sum(t.partial), 0, 0, 0 FROM turns t GROUP BY 1, 2, 3
  ), questions AS (
    INSERT INTO question_text_deltas (normalized, bucket, knowledge_base, asked, answered, unanswered, partial)
    SELECT t.normalized, t.bucket, t.knowledge_base, 0, sum(t.answered), sum(t.unanswered), sum(t.partial) FROM turns t GROUP BY 1, 2, 3
  )
  INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source)
  SELECT t.session_id, timestamp 'infinity', 0, timestamp '-infinity', 0, sum(t.answered), sum(t.unanswered), '', '' FROM turns t GROUP BY 1;
  RETURN NULL;
END $$;

-- As in 0016, and into the blocks of each text's group: all grains at once, so that any of them agrees with the turns at any
-- instant. A block that counts nothing any more goes. Folds the `most` oldest deltas, since a million of them take minutes: all
-- when it is null.
DROP FUNCTION public.question_texts_compact();
CREATE FUNCTION public.question_texts_compact(most bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  folded bigint;
  empty_counts question_group_counts[];
  empty_details question_group_details[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('switchboard.question_texts_compact')) THEN RETURN NULL; END IF;
  WITH taken AS (DELETE FROM question_text_deltas WHERE ctid = ANY (ARRAY(SELECT d.ctid FROM question_text_deltas d LIMIT most)) RETURNING *),
  summed AS MATERIALIZED (
    SELECT t.normalized, count(*) AS deltas, sum(t.asked)::bigint AS asked, sum(t.answered)::bigint AS answered, sum(t.unanswered)::bigint AS unanswered,
           sum(t.partial)::bigint AS partial, max(t.last_at) AS last_at, (array_agg(t.last_id ORDER BY t.last_at DESC NULLS LAST, t.last_id DESC))[1] AS last_id
    FROM taken t GROUP BY 1
  ), written AS (
    INSERT INTO question_texts AS q (hash, normalized, asked, answered, unanswered, partial, last_at, last_id)
    SELECT sha256(convert_to(s.normalized, 'UTF8')), s.normalized, s.asked, s.answered, s.unanswered, s.partial, coalesce(s.last_at, '-infinity'), coalesce(s.last_id, 0)
    FROM summed s
    ON CONFLICT (hash) DO UPDATE SET asked = q.asked + excluded.asked, answered = q.answered + excluded.answered, unanswered = q.unanswered + excluded.unanswered,
      partial = q.partial + excluded.partial, last_at = greatest(q.last_at, excluded.last_at),
      last_id = CASE WHEN excluded.last_at >= q.last_at THEN excluded.last_id ELSE q.last_id END
    RETURNING q.normalized, q.group_id
  ), moved AS (DELETE FROM question_group_moves RETURNING *),
  quarters AS MATERIALIZED (
    SELECT p.group_id, p.bucket, p.knowledge_base, sum(p.asked) AS asked, sum(p.answered) AS answered, sum(p.unanswered) AS unanswered, sum(p.partial) AS partial,
           sum(p.timed) AS timed, sum(p.milliseconds) AS milliseconds, sum(p.histogram) AS histogram
    FROM (
      SELECT w.group_id, t.bucket, t.knowledge_base, t.asked, t.answered, t.unanswered, t.partial, t.timed, t.milliseconds, t.histogram
      FROM taken t JOIN written w USING (normalized) WHERE t.bucket IS NOT NULL
      UNION ALL
      SELECT group_id, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram FROM moved
    ) p GROUP BY 1, 2, 3
  ), blocks AS MATERIALIZED (
    SELECT q.group_id, g.grain::smallint AS grain, question_block_of(q.bucket, g.grain) AS bucket, q.knowledge_base, sum(q.asked)::bigint AS asked, sum(q.answered)::bigint AS answered,
           sum(q.unanswered)::bigint AS unanswered, sum(q.partial)::bigint AS partial, sum(q.timed)::bigint AS timed, sum(q.milliseconds)::bigint AS milliseconds, sum(q.histogram) AS histogram
    FROM quarters q CROSS JOIN generate_series(0, 7) AS g (grain) GROUP BY 1, 2, 3, 4
  ), counted AS (
    INSERT INTO question_group_counts AS c (grain, bucket, group_id, asked, answered, unanswered, partial)
    SELECT b.grain, b.bucket, b.group_id, sum(b.asked), sum(b.answered), sum(b.unanswered), sum(b.partial) FROM blocks b GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (grain, bucket, group_id) DO UPDATE SET asked = c.asked + excluded.asked, answered = c.answered + excluded.answered,
      unanswered = c.unanswered + excluded.unanswered, partial = c.partial + excluded.partial
    RETURNING c.*
  ), detailed AS (
    INSERT INTO question_group_details AS d (group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
    SELECT group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram FROM blocks ORDER BY 1, 2, 3, 4
    ON CONFLICT (group_id, grain, bucket, knowledge_base) DO UPDATE SET asked = d.asked + excluded.asked, answered = d.answered + excluded.answered,
      unanswered = d.unanswered + excluded.unanswered, partial = d.partial + excluded.partial, timed = d.timed + excluded.timed,
      milliseconds = d.milliseconds + excluded.milliseconds, histogram = d.histogram + excluded.histogram
    RETURNING d.*
  )
  SELECT (SELECT coalesce(sum(s.deltas), 0) FROM summed s),
         (SELECT array_agg(ROW(c.*)::question_group_counts) FROM counted c WHERE (c.asked, c.answered, c.unanswered, c.partial) = (0, 0, 0, 0)),
         (SELECT array_agg(ROW(d.*)::question_group_details) FROM detailed d WHERE (d.asked, d.answered, d.unanswered, d.partial, d.timed, d.milliseconds, d.histogram) = (0, 0, 0, 0, 0, 0, 0))
  INTO folded, empty_counts, empty_details;
  DELETE FROM question_group_counts c USING unnest(empty_counts) AS e WHERE (c.grain, c.bucket, c.group_id) = (e.grain, e.bucket, e.group_id);
  DELETE FROM question_group_details d USING unnest(empty_details) AS e
  WHERE (d.group_id, d.grain, d.bucket, d.knowledge_base) = (e.group_id, e.grain, e.bucket, e.knowledge_base);
  DELETE FROM question_texts WHERE asked = 0 AND answered = 0 AND unanswered = 0 AND partial = 0;
  RETURN folded;
END $$;

-- Puts texts into groups, with all that was folded of them: their turns less what waits, seen by one statement. A text that is
-- there already, or is gone, is passed over; of a text named twice the last word holds. The number of texts moved. Holds the
-- folding's lock until the caller's transaction ends.
CREATE FUNCTION public.question_texts_place(ids bigint[], groups bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search AS $$
DECLARE
  placed bigint;
BEGIN
  IF cardinality(ids) <> cardinality(groups) THEN RAISE EXCEPTION 'Each text needs its group.' USING ERRCODE = 'array_subscript_error'; END IF;
  IF EXISTS (SELECT FROM unnest(groups) AS w (id) WHERE NOT EXISTS (SELECT FROM question_groups g WHERE g.id = w.id)) THEN
    RAISE EXCEPTION 'There is no such group of questions.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'));
  WITH wanted AS (
    SELECT DISTINCT ON (w.id) w.id, w.group_id FROM unnest(ids, groups) WITH ORDINALITY AS w (id, group_id, place) ORDER BY w.id, w.place DESC
  ), moving AS MATERIALIZED (
    SELECT q.id, q.normalized, substring(q.hash FROM 1 FOR 8) AS key, q.group_id AS was, w.group_id AS now
    FROM wanted w JOIN question_texts q ON q.id = w.id WHERE q.group_id <> w.group_id
  ), moved AS (
    UPDATE question_texts q SET group_id = m.now FROM moving m WHERE q.id = m.id
  ), folded AS (
    SELECT m.was, m.now, quarter_of(t.created_at) AS bucket, t.knowledge_base, count(*) AS asked, count(*) FILTER (WHERE t.state = 'answered') AS answered,
           count(*) FILTER (WHERE t.state = 'unanswered') AS unanswered, count(*) FILTER (WHERE t.state = 'partial') AS partial, count(t.response_time_ms) AS timed,
           coalesce(sum(t.response_time_ms), 0) AS milliseconds, coalesce(sum(time_mark(t.response_time_ms)), 0) AS histogram
    FROM moving m
    CROSS JOIN LATERAL (
      SELECT c.created_at, coalesce(left(c.knowledge_base, 255), '') AS knowledge_base, c.response_time_ms,
             (SELECT s.state FROM conversation_states s WHERE s.id = c.id AND s.created_at = c.created_at) AS state
      FROM conversations c WHERE asked_key(c.user_message) = m.key AND asked_text(c.user_message) = m.normalized OFFSET 0
    ) t GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT m.was, m.now, d.bucket, d.knowledge_base, -d.asked, -d.answered, -d.unanswered, -d.partial, -d.timed, -d.milliseconds, -d.histogram
    FROM question_text_deltas d JOIN moving m USING (normalized) WHERE d.bucket IS NOT NULL
  ), moves AS (
    INSERT INTO question_group_moves (group_id, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
    SELECT side.group_id, f.bucket, f.knowledge_base, sum(side.sign * f.asked), sum(side.sign * f.answered), sum(side.sign * f.unanswered), sum(side.sign * f.partial),
           sum(side.sign * f.timed), sum(side.sign * f.milliseconds), sum(side.sign * f.histogram)
    FROM folded f CROSS JOIN LATERAL (VALUES (-1, f.was), (1, f.now)) AS side (sign, group_id) GROUP BY 1, 2, 3
  )
  SELECT count(*) INTO placed FROM moving;
  IF placed > 0 THEN PERFORM question_texts_compact(0); END IF;
  RETURN placed;
END $$;

-- Takes out of the groups what was asked from one instant on and before another, both on a quarter of an hour, whose turns are
-- about to go at once: the blocks that it touches are made anew from what stays. All of it must be folded and nobody may write to it.
CREATE FUNCTION public.question_groups_forget(since timestamp, until timestamp) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'));
  DELETE FROM question_group_details WHERE bucket < until AND bucket + make_interval(mins => 15 << 2 * grain) > since;
  DELETE FROM question_group_counts WHERE bucket < until AND bucket + make_interval(mins => 15 << 2 * grain) > since;
  INSERT INTO question_group_details (group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
  SELECT d.group_id, b.grain, b.bucket, d.knowledge_base, sum(d.asked), sum(d.answered), sum(d.unanswered), sum(d.partial), sum(d.timed), sum(d.milliseconds), sum(d.histogram)
  FROM (
    SELECT DISTINCT g.grain, edge.bucket, edge.bucket + make_interval(mins => 15 << 2 * g.grain) AS ends FROM generate_series(1, 7) AS g (grain)
    CROSS JOIN LATERAL (VALUES (question_block_of(since, g.grain)), (question_block_of(until, g.grain))) AS edge (bucket)
  ) b JOIN question_group_details d ON d.grain = 0 AND d.bucket >= b.bucket AND d.bucket < b.ends
  WHERE b.bucket < until AND b.ends > since GROUP BY 1, 2, 3, 4;
  INSERT INTO question_group_counts (grain, bucket, group_id, asked, answered, unanswered, partial)
  SELECT d.grain, d.bucket, d.group_id, sum(d.asked), sum(d.answered), sum(d.unanswered), sum(d.partial) FROM question_group_details d
  WHERE d.bucket < until AND d.bucket + make_interval(mins => 15 << 2 * d.grain) > since GROUP BY 1, 2, 3;
END $$;

-- What was asked before this migration, all of it pending.
INSERT INTO public.question_group_details (group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
SELECT 0, 0, monitor.quarter_of(c.created_at), coalesce(left(c.knowledge_base, 255), ''), count(*), count(*) FILTER (WHERE s.state = 'answered'),
       count(*) FILTER (WHERE s.state = 'unanswered'), count(*) FILTER (WHERE s.state = 'partial'), count(c.response_time_ms),
       coalesce(sum(c.response_time_ms), 0), coalesce(sum(monitor.time_mark(c.response_time_ms)), 0)
FROM public.conversations c LEFT JOIN public.conversation_states s ON s.id = c.id AND s.created_at = c.created_at GROUP BY 1, 2, 3, 4;
INSERT INTO public.question_group_details (group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
SELECT d.group_id, g.grain, public.question_block_of(d.bucket, g.grain), d.knowledge_base, sum(d.asked), sum(d.answered), sum(d.unanswered), sum(d.partial),
       sum(d.timed), sum(d.milliseconds), sum(d.histogram)
FROM public.question_group_details d CROSS JOIN generate_series(1, 7) AS g (grain) GROUP BY 1, 2, 3, 4;
INSERT INTO public.question_group_counts (grain, bucket, group_id, asked, answered, unanswered, partial)
SELECT d.grain, d.bucket, d.group_id, sum(d.asked), sum(d.answered), sum(d.unanswered), sum(d.partial) FROM public.question_group_details d GROUP BY 1, 2, 3;

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.question_groups'), ('TABLE', 'public.question_embeddings'), ('TABLE', 'public.question_neighbours'), ('TABLE', 'public.question_spaces'), ('TABLE', 'public.question_grouper'),
  ('TABLE', 'public.question_rulings'), ('TABLE', 'public.question_group_counts'), ('TABLE', 'public.question_group_details'), ('TABLE', 'public.question_group_moves'),
  ('FUNCTION', 'search.asked_key(text)'), ('FUNCTION', 'public.question_block_of(timestamp, integer)'), ('FUNCTION', 'public.question_texts_compact(bigint)'), ('FUNCTION', 'public.question_groups_forget(timestamp, timestamp)'),
  ('FUNCTION', 'public.question_texts_place(bigint[], bigint[])')
) AS given (kind, name);
