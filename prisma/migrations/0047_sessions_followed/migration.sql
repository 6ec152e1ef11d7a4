-- As in 0012. What waits for nobody comes first, in a block beside the other's, so that it stands where a state could not be had in time: of a turn that
-- is gone, nobody could tell later which session to count anew. And what was asked before a turn that goes is looked at again, as far
-- back and as many turns as the evaluator reads: it may have been judged by that turn.
CREATE OR REPLACE FUNCTION public.conversations_follow_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  BEGIN
    INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source, recount)
    SELECT DISTINCT left(o.session_id, 255), timestamp 'infinity', 0, timestamp '-infinity', 0, 0, 0, '', '', true FROM old_rows o;
    INSERT INTO conversation_reviews (id, created_at)
    SELECT DISTINCT b.id, b.created_at FROM old_rows o CROSS JOIN LATERAL (
      SELECT c.id, c.created_at FROM conversations c
      WHERE left(c.session_id, 255) = left(o.session_id, 255) AND c.created_at BETWEEN o.created_at - interval '10 minutes' AND o.created_at
      ORDER BY c.created_at DESC, c.id DESC LIMIT 20
    ) b;
  EXCEPTION WHEN OTHERS THEN
    PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o), SQLERRM);
  END;
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
  EXCEPTION WHEN OTHERS THEN
    PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o), SQLERRM);
  END;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.conversations_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, monitor, search SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  -- A statement without a parameter keeps the plan it was first given: one made for a single row joins 100,000 by nested loops.
  anew boolean := true;
BEGIN
  BEGIN
    INSERT INTO conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source, recount)
    SELECT DISTINCT left(side.session_id, 255), timestamp 'infinity', 0, timestamp '-infinity', 0, 0, 0, '', '', true
    FROM new_rows n JOIN old_rows o ON o.id = n.id CROSS JOIN LATERAL (VALUES (n.session_id), (o.session_id)) AS side (session_id)
    WHERE anew AND (n.session_id, n.created_at, n.knowledge_base, n.source) IS DISTINCT FROM (o.session_id, o.created_at, o.knowledge_base, o.source);
    INSERT INTO conversation_reviews (id, created_at)
    SELECT n.id, n.created_at FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE anew AND (n.user_message, n.assistant_response, n.is_answered, n.reported_explicitly, n.session_id) IS DISTINCT FROM (o.user_message, o.assistant_response, o.is_answered, o.reported_explicitly, o.session_id);
  EXCEPTION WHEN OTHERS THEN
    PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n), SQLERRM);
  END;
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
  EXCEPTION WHEN OTHERS THEN
    PERFORM search.mark_stale_turns((SELECT array_agg(n.id ORDER BY n.id) FROM new_rows n), (SELECT array_agg(n.created_at ORDER BY n.id) FROM new_rows n),
      SQLERRM, (SELECT array_agg(asked_key(n.user_message) ORDER BY n.id) FROM new_rows n));
    PERFORM search.mark_stale_turns((SELECT array_agg(o.id ORDER BY o.id) FROM old_rows o), (SELECT array_agg(o.created_at ORDER BY o.id) FROM old_rows o),
      SQLERRM, (SELECT array_agg(asked_key(o.user_message) ORDER BY o.id) FROM old_rows o));
  END;
  RETURN NULL;
END $$;

-- As in 0012; a session whose beginning went with its month keeps it, or its recount would move figures out of that month.
CREATE OR REPLACE VIEW public.conversation_session_changes AS
WITH waiting AS (
  SELECT d.session_id, bool_or(d.recount) AS recount, min(d.first_at) AS first_at, max(d.last_at) AS last_at,
         sum(d.turns)::bigint AS turns, sum(d.answered)::bigint AS answered, sum(d.unanswered)::bigint AS unanswered,
         (array_agg(d.first_id ORDER BY d.first_at, d.first_id))[1] AS first_id,
         (array_agg(d.knowledge_base ORDER BY d.first_at, d.first_id))[1] AS knowledge_base,
         (array_agg(d.source ORDER BY d.first_at, d.first_id))[1] AS source
  FROM public.conversation_session_deltas d GROUP BY d.session_id
)
SELECT w.session_id, s.first_at AS began_at, s.knowledge_base AS began_knowledge_base, s.source AS began_source,
       CASE WHEN dropped.yes THEN s.first_at WHEN w.recount THEN c.first_at WHEN earlier.yes THEN w.first_at ELSE s.first_at END AS first_at,
       CASE WHEN dropped.yes THEN s.first_id WHEN w.recount THEN c.first_id WHEN earlier.yes THEN w.first_id ELSE s.first_id END AS first_id,
       CASE WHEN w.recount THEN c.last_at ELSE greatest(s.last_at, w.last_at) END AS last_at,
       CASE WHEN w.recount THEN c.turns ELSE coalesce(s.turns, 0) + w.turns END AS turns,
       CASE WHEN w.recount THEN c.answered ELSE coalesce(s.answered, 0) + w.answered END AS answered,
       CASE WHEN w.recount THEN c.unanswered ELSE coalesce(s.unanswered, 0) + w.unanswered END AS unanswered,
       CASE WHEN dropped.yes THEN s.knowledge_base WHEN w.recount THEN c.knowledge_base WHEN earlier.yes THEN w.knowledge_base ELSE s.knowledge_base END AS knowledge_base,
       CASE WHEN dropped.yes THEN s.source WHEN w.recount THEN c.source WHEN earlier.yes THEN w.source ELSE s.source END AS source
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
) c ON true
CROSS JOIN LATERAL (
  SELECT w.recount AND c.turns > 0 AND (s.first_at, s.first_id) < (c.first_at, c.first_id)
         AND EXISTS (SELECT FROM public.conversation_dropped_months m WHERE m.month = date_trunc('month', s.first_at)::date)
) AS dropped (yes);

-- As in 0012; where a month was dropped, a session that was counted there stays counted, whatever becomes of it.
CREATE OR REPLACE VIEW public.conversation_session_moves AS
SELECT monitor.quarter_of(m.at) AS bucket, m.knowledge_base, m.source, sum(m.sign)::bigint AS sessions
FROM public.conversation_session_changes c
CROSS JOIN LATERAL (VALUES (1, c.first_at, c.knowledge_base, c.source, c.turns > 0), (-1, c.began_at, c.began_knowledge_base, c.began_source, c.began_at IS NOT NULL))
  AS m (sign, at, knowledge_base, source, holds)
WHERE m.holds AND m.at <> 'infinity'
  AND NOT (c.began_at IS NOT NULL AND EXISTS (SELECT FROM public.conversation_dropped_months d WHERE d.month = date_trunc('month', m.at)::date))
GROUP BY 1, 2, 3 HAVING sum(m.sign) <> 0;
