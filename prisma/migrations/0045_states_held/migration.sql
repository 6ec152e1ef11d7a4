-- A turn that goes or changes takes the state along that is counted of it. What a change not yet committed counts is not seen, so
-- the states are held first, in the order of whoever changes them.
ALTER TABLE search.stale_turns
  -- Of turns that could not be counted in their questions: the keys of the texts (asked_key), and the quarters of an hour.
  ADD COLUMN asked bytea[] NOT NULL DEFAULT '{}',
  ADD COLUMN quarters timestamp[] NOT NULL DEFAULT '{}';
UPDATE search.stale_turns t SET asked = ARRAY[search.asked_key(c.user_message)], quarters = ARRAY[monitor.quarter_of(c.created_at)]
FROM public.conversations c WHERE c.id = t.id AND c.created_at = t.created_at AND starts_with(t.reason, 'question: ');

-- As in 0012; `keys` of the texts that could not be counted. Those of a turn that is queued already are added.
DROP FUNCTION search.mark_stale_turns(bigint[], timestamp[], text);
CREATE FUNCTION search.mark_stale_turns(ids bigint[], instants timestamp[], why text, keys bytea[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search AS $$
BEGIN
  INSERT INTO search.stale_turns AS s (id, created_at, reason, asked, quarters)
  SELECT t.id, t.at, why, CASE WHEN t.key IS NULL THEN '{}' ELSE ARRAY[t.key] END, CASE WHEN t.key IS NULL THEN '{}' ELSE ARRAY[quarter_of(t.at)] END
  FROM unnest(ids, instants, keys) AS t (id, at, key)
  ON CONFLICT (id) DO UPDATE SET asked = s.asked || excluded.asked, quarters = s.quarters || excluded.quarters WHERE excluded.asked <> '{}';
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'turns % could not be queued for %: %', ids, why, SQLERRM;
END $$;

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
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n),
    'question: ' || SQLERRM, (SELECT array_agg(asked_key(n.user_message) ORDER BY n.id) FROM new_rows n));
  RETURN NULL;
END $$;

-- A turn whose state was not made yet counts as it was reported.
CREATE OR REPLACE FUNCTION public.conversations_count_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO question_text_deltas (normalized, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
  SELECT asked_text(t.user_message), quarter_of(t.created_at), coalesce(left(t.knowledge_base, 255), ''), -count(*),
         -count(*) FILTER (WHERE t.state = 'answered'), -count(*) FILTER (WHERE t.state = 'unanswered'), -count(*) FILTER (WHERE t.state = 'partial'),
         -count(t.response_time_ms), -coalesce(sum(t.response_time_ms), 0), -coalesce(sum(time_mark(t.response_time_ms)), 0)
  FROM (
    SELECT o.user_message, o.created_at, o.knowledge_base, o.response_time_ms,
           coalesce(s.state, CASE WHEN o.is_answered IS NULL THEN 'unknown' WHEN o.is_answered = 0 THEN 'unanswered' ELSE 'answered' END::turn_state) AS state
    FROM (SELECT r.id, r.created_at, r.user_message, r.knowledge_base, r.response_time_ms, r.is_answered FROM old_rows r ORDER BY r.created_at, r.id) o
    LEFT JOIN LATERAL (SELECT s.state FROM conversation_states s WHERE s.id = o.id AND s.created_at = o.created_at FOR UPDATE) s ON true
  ) t GROUP BY 1, 2, 3;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o),
    'question: ' || SQLERRM, (SELECT array_agg(asked_key(o.user_message) ORDER BY o.id) FROM old_rows o));
  RETURN NULL;
END $$;

-- As in 0018; what was committed while the states were waited for is seen by the statement that counts, and by conversations_follow_update.
CREATE OR REPLACE FUNCTION public.conversations_count_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  -- Makes the plan anew for each statement, as in conversations_follow_update.
  anew boolean := true;
BEGIN
  PERFORM FROM (
    SELECT o.id, o.created_at FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE anew AND (n.user_message, n.created_at, n.knowledge_base, n.source, n.response_time_ms) IS DISTINCT FROM (o.user_message, o.created_at, o.knowledge_base, o.source, o.response_time_ms)
    ORDER BY o.created_at, o.id
  ) t CROSS JOIN LATERAL (SELECT FROM conversation_states s WHERE s.id = t.id AND s.created_at = t.created_at FOR UPDATE) s;
  INSERT INTO question_text_deltas (normalized, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram, last_at, last_id)
  SELECT asked_text(side.user_message), quarter_of(side.created_at), coalesce(left(side.knowledge_base, 255), ''), side.sign,
         side.sign * coalesce(s.state = 'answered', o.is_answered <> 0, false)::integer, side.sign * coalesce(s.state = 'unanswered', o.is_answered = 0, false)::integer,
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
  PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n),
    'question: ' || SQLERRM, (SELECT array_agg(asked_key(n.user_message) ORDER BY n.id) FROM new_rows n));
  PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o),
    'question: ' || SQLERRM, (SELECT array_agg(asked_key(o.user_message) ORDER BY o.id) FROM old_rows o));
  RETURN NULL;
END $$;

SELECT monitor.give_to_owner('FUNCTION', 'search.mark_stale_turns(bigint[], timestamp[], text, bytea[])');
