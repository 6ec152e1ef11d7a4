-- Each distinct question once, counted with the turn that asks it, whoever inserts.

-- The question as the chatbot always counted it: lower case, without ?!. and with white space folded.
CREATE FUNCTION search.asked_text(question text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(translate(lower(left(question, 2000)), '?!.', ''), '\s+', ' ', 'g'));

-- `last_at` and `last_id` are the youngest turn that asked it when it was counted; that turn may be gone by now.
CREATE TABLE public.question_texts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash bytea NOT NULL,
  normalized text NOT NULL,
  asked bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  last_at timestamp NOT NULL,
  last_id bigint NOT NULL
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX question_texts_hash_key ON public.question_texts (hash);
CREATE INDEX question_texts_asked_idx ON public.question_texts (asked DESC, last_at DESC, id);
CREATE INDEX question_texts_unanswered_idx ON public.question_texts (unanswered DESC, last_at DESC, id) WHERE unanswered > 0;

-- Only ever appended to by writers; folded into the texts every few seconds. `last_at` is null where a turn only changed.
CREATE TABLE public.question_text_deltas (
  normalized text NOT NULL,
  asked bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  last_at timestamp,
  last_id bigint
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- These triggers are named so that they come before those that follow a turn: a state is read before it goes.
CREATE FUNCTION public.conversations_count_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  INSERT INTO question_text_deltas (normalized, asked, answered, unanswered, partial, last_at, last_id)
  SELECT t.normalized, count(*), count(*) FILTER (WHERE t.is_answered <> 0), count(*) FILTER (WHERE t.is_answered = 0), 0,
         max(t.created_at), (array_agg(t.id ORDER BY t.created_at DESC, t.id DESC))[1]
  FROM (SELECT asked_text(n.user_message) AS normalized, n.is_answered, n.created_at, n.id FROM new_rows n) t GROUP BY 1;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n), 'question: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION public.conversations_count_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO question_text_deltas (normalized, asked, answered, unanswered, partial)
  SELECT asked_text(o.user_message), -count(*), -count(*) FILTER (WHERE s.state = 'answered'), -count(*) FILTER (WHERE s.state = 'unanswered'),
         -count(*) FILTER (WHERE s.state = 'partial')
  FROM old_rows o LEFT JOIN conversation_states s ON s.id = o.id AND s.created_at = o.created_at GROUP BY 1;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o), 'question: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION public.conversations_count_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  -- Makes the plan anew for each statement, as in conversations_follow_update.
  anew boolean := true;
BEGIN
  INSERT INTO question_text_deltas (normalized, asked, answered, unanswered, partial, last_at, last_id)
  SELECT side.normalized, side.sign, side.sign * (s.state = 'answered')::integer, side.sign * (s.state = 'unanswered')::integer,
         side.sign * (s.state = 'partial')::integer, side.last_at, side.last_id
  FROM (SELECT n.id, o.created_at, n.created_at AS moved_to, asked_text(o.user_message) AS was, asked_text(n.user_message) AS now
        FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE anew AND n.user_message <> o.user_message) t
  JOIN conversation_states s ON s.id = t.id AND s.created_at = t.created_at
  CROSS JOIN LATERAL (VALUES (1, t.now, t.moved_to, t.id), (-1, t.was, NULL, NULL)) AS side (sign, normalized, last_at, last_id)
  WHERE t.now <> t.was;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n), 'question: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE FUNCTION public.conversations_count_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  TRUNCATE question_texts, question_text_deltas;
  RETURN NULL;
END $$;

CREATE TRIGGER conversations_count_insert AFTER INSERT ON public.conversations
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_count_insert();
CREATE TRIGGER conversations_count_update AFTER UPDATE ON public.conversations
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_count_update();
CREATE TRIGGER conversations_count_delete AFTER DELETE ON public.conversations
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_count_delete();
CREATE TRIGGER conversations_count_truncate AFTER TRUNCATE ON public.conversations
  FOR EACH STATEMENT EXECUTE FUNCTION public.conversations_count_truncate();

-- As in 0012, and the question's counts move with the figures.
CREATE OR REPLACE FUNCTION public.conversation_states_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  WITH changed AS MATERIALIZED (
    SELECT t.id, t.created_at, max(t.was) AS was, max(t.now) AS now
    FROM (SELECT o.id, o.created_at, o.state AS was, NULL::turn_state AS now FROM old_rows o UNION ALL SELECT n.id, n.created_at, NULL, n.state FROM new_rows n) t
    GROUP BY t.id, t.created_at HAVING max(t.was) <> max(t.now)
  ), turns AS MATERIALIZED (
    SELECT c.created_at, coalesce(left(c.knowledge_base, 255), '') AS knowledge_base, c.source, left(c.session_id, 255) AS session_id, asked_text(c.user_message) AS normalized,
           (d.now = 'answered')::integer - (d.was = 'answered')::integer AS answered, (d.now = 'unanswered')::integer - (d.was = 'unanswered')::integer AS unanswered,
           (d.now = 'partial')::integer - (d.was = 'partial')::integer AS partial
    FROM changed d JOIN conversations c ON c.id = d.id AND c.created_at = d.created_at
  ), figures AS (
    INSERT INTO conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, timed, milliseconds, histogram)
    SELECT quarter_of(t.created_at), t.knowledge_base, t.source, 0, sum(t.answered), sum(t.unanswered), sum(t.partial), 0, 0, 0 FROM turns t GROUP BY 1, 2, 3
  ), questions AS (
    INSERT INTO question_text_deltas (normalized, asked, answered, unanswered, partial)
    SELECT t.normalized, 0, sum(t.answered), sum(t.unanswered), sum(t.partial) FROM turns t GROUP BY 1
  )
  INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source)
  SELECT t.session_id, timestamp 'infinity', 0, timestamp '-infinity', 0, sum(t.answered), sum(t.unanswered), '', '' FROM turns t GROUP BY 1;
  RETURN NULL;
END $$;

-- Folds what waits into the texts, in the caller's transaction; a text that nobody asks any more goes. The number of deltas
-- folded; null when another is at it.
CREATE FUNCTION public.question_texts_compact() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  folded bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('switchboard.question_texts_compact')) THEN RETURN NULL; END IF;
  WITH taken AS (DELETE FROM question_text_deltas RETURNING *),
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
  )
  SELECT coalesce(sum(deltas), 0) INTO folded FROM summed;
  DELETE FROM question_texts WHERE asked = 0 AND answered = 0 AND unanswered = 0 AND partial = 0;
  RETURN folded;
END $$;

-- What was asked before this migration.
INSERT INTO public.question_text_deltas (normalized, asked, answered, unanswered, partial, last_at, last_id)
SELECT search.asked_text(c.user_message), count(*), count(*) FILTER (WHERE s.state = 'answered'), count(*) FILTER (WHERE s.state = 'unanswered'),
       count(*) FILTER (WHERE s.state = 'partial'), max(c.created_at), (array_agg(c.id ORDER BY c.created_at DESC, c.id DESC))[1]
FROM public.conversations c LEFT JOIN public.conversation_states s ON s.id = c.id AND s.created_at = c.created_at GROUP BY 1;
SELECT public.question_texts_compact();

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.question_texts'), ('TABLE', 'public.question_text_deltas'),
  ('FUNCTION', 'public.conversations_count_insert()'), ('FUNCTION', 'public.conversations_count_update()'), ('FUNCTION', 'public.conversations_count_delete()'),
  ('FUNCTION', 'public.conversations_count_truncate()'), ('FUNCTION', 'public.question_texts_compact()')
) AS given (kind, name);
