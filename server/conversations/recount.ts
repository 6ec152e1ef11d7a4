import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';

/**
 * Turns as rollups and sessions see them, one row each with its state.
 * @param conversations a table of turns
 * @param states the table of their states
 * @param from the first instant, UTC
 */
export function turnsWithState(conversations: Prisma.Sql, states: Prisma.Sql, from: string): Prisma.Sql {
  return Prisma.sql`
    select c.id, c.created_at, left(c.session_id, 255) as session_id, coalesce(left(c.knowledge_base, 255), '') as knowledge_base,
           c.source, c.response_time_ms, s.state
    from ${conversations} c left join ${states} s on s.id = c.id and s.created_at = c.created_at
    where c.created_at >= ${from}::timestamp`;
}

/** The state that the turn `c` has as long as nobody has looked at it, and in which its question counted it. */
export const reportedState = Prisma.sql`(case when c.is_answered is null then 'unknown' when c.is_answered = 0 then 'unanswered' else 'answered' end)::turn_state`;

/** The figures of turns by quarter of an hour, knowledge base and source, sessions left out. The columns are those of a delta. */
export function quartersOf(turns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select monitor.quarter_of(t.created_at) as bucket, t.knowledge_base, t.source, count(*) as turns,
           count(*) filter (where t.state = 'answered') as answered, count(*) filter (where t.state = 'unanswered') as unanswered,
           count(*) filter (where t.state = 'partial') as partial, 0::bigint as sessions, count(t.response_time_ms) as timed,
           coalesce(sum(t.response_time_ms), 0)::bigint as milliseconds, coalesce(sum(monitor.time_mark(t.response_time_ms)), 0) as histogram
    from (${turns}) t group by 1, 2, 3`;
}

/** The sessions of turns; base and source are those of the first turn. */
export function sessionsOf(turns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select distinct on (t.session_id) t.session_id, t.created_at as first_at, t.id as first_id, max(t.created_at) over whole as last_at,
           count(*) over whole as turns, count(*) filter (where t.state = 'answered') over whole as answered,
           count(*) filter (where t.state = 'unanswered') over whole as unanswered, t.knowledge_base, t.source
    from (${turns}) t window whole as (partition by t.session_id) order by t.session_id, t.created_at, t.id`;
}
