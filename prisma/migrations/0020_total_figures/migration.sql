-- Figures over all knowledge bases and sources, which is what most pages ask for: one row where there were a dozen.
ALTER TABLE public.conversation_rollups DROP CONSTRAINT conversation_rollups_grain_check;
ALTER TABLE public.conversation_rollups ADD CONSTRAINT conversation_rollups_grain_check
  CHECK (grain IN ('quarter', 'hour', 'day', 'total quarter', 'total hour', 'total day'));

-- The rollups that a quarter of an hour belongs to. Totals bear an asterisk in place of base and source.
CREATE FUNCTION public.conversation_rollups_of(quarter timestamp, base text, origin text)
RETURNS TABLE (grain text, bucket timestamp, knowledge_base text, source text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  VALUES ('quarter', quarter, base, origin), ('hour', date_trunc('hour', quarter), base, origin), ('day', date_trunc('day', quarter), base, origin),
         ('total quarter', quarter, '*', '*'), ('total hour', date_trunc('hour', quarter), '*', '*'), ('total day', date_trunc('day', quarter), '*', '*')
$$;

-- As in 0012, and the totals.
CREATE OR REPLACE FUNCTION public.conversations_compact() RETURNS bigint
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
    SELECT g.grain, g.bucket, g.knowledge_base, g.source, sum(s.turns), sum(s.answered), sum(s.unanswered), sum(s.partial), sum(s.sessions), sum(s.timed), sum(s.milliseconds), sum(s.histogram)
    FROM summed s CROSS JOIN LATERAL conversation_rollups_of(s.bucket, s.knowledge_base, s.source) AS g
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (grain, bucket, knowledge_base, source) DO UPDATE SET
      turns = r.turns + excluded.turns, answered = r.answered + excluded.answered, unanswered = r.unanswered + excluded.unanswered, partial = r.partial + excluded.partial,
      sessions = r.sessions + excluded.sessions, timed = r.timed + excluded.timed, milliseconds = r.milliseconds + excluded.milliseconds, histogram = r.histogram + excluded.histogram
  )
  SELECT coalesce(sum(deltas), 0) INTO folded FROM summed;
  RETURN folded;
END $$;

INSERT INTO public.conversation_rollups (grain, bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram)
SELECT 'total ' || grain, bucket, '*', '*', sum(turns), sum(answered), sum(unanswered), sum(partial), sum(sessions), sum(timed), sum(milliseconds), sum(histogram)
FROM public.conversation_rollups GROUP BY 1, 2;

-- Months that retention dropped. Their figures stay, and no turn that comes later makes them be counted anew.
CREATE TABLE public.conversation_dropped_months (
  month date PRIMARY KEY,
  dropped_at timestamp NOT NULL DEFAULT timezone('utc', now())
);

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.conversation_dropped_months'), ('FUNCTION', 'public.conversation_rollups_of(timestamp, text, text)')
) AS given (kind, name);
