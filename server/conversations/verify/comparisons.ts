import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import { quartersOf, sessionsOf, turnsWithState } from '#server/conversations/recount.ts';

const conversations = Prisma.sql`conversations`;
const states = Prisma.sql`conversation_states`;

/** Ledger rows go 35 days after receipt, and a turn may be dated up to a day ahead: so long one is sure to be there. */
const LEDGER_DAYS = 33;

/**
 * Sessions that differ from their rows, with what waits taken as done. One that began before `from` is left out: its
 * first rows may be gone.
 */
export function differingSessions(from: string): Prisma.Sql {
  return Prisma.sql`
    with counted as (${sessionsOf(turnsWithState(conversations, states, from))}),
    stored as (
      select s.session_id, s.first_at, s.first_id, s.last_at, s.turns, s.answered, s.unanswered, s.knowledge_base, s.source
      from conversation_sessions s where not exists (select from conversation_session_deltas d where d.session_id = s.session_id)
      union all
      select c.session_id, c.first_at, c.first_id, c.last_at, c.turns, c.answered, c.unanswered, c.knowledge_base, c.source
      from conversation_session_changes c where c.turns > 0 and c.first_at <> 'infinity'
    )
    select coalesce(c.session_id, s.session_id) as session_id,
           case when s.session_id is null then 'is missing' when c.session_id is null then 'has no turns' else 'differs from its turns' end as reason
    from counted c full join stored s on s.session_id = c.session_id
    where (s.first_at is null or s.first_at >= ${from}::timestamp)
      and (c.first_at, c.first_id, c.last_at, c.turns, c.answered, c.unanswered, c.knowledge_base, c.source)
          is distinct from (s.first_at, s.first_id, s.last_at, s.turns, s.answered, s.unanswered, s.knowledge_base, s.source)`;
}

/**
 * Where rollups and what waits differ from the rows, in every grain, as what has to be added to the rollup. A row of
 * zeros is as good as none.
 */
export function differingFigures(from: string): Prisma.Sql {
  return Prisma.sql`
    with counted as materialized (
      ${quartersOf(turnsWithState(conversations, states, from))}
      union all
      select monitor.quarter_of(b.first_at), b.knowledge_base, b.source, 0, 0, 0, 0, 1, 0, 0, 0
      from (${sessionsOf(turnsWithState(conversations, states, from))}) b
      where not exists (select from conversation_sessions s where s.session_id = b.session_id and s.first_at < ${from}::timestamp)
    ), quarters as materialized (
      select bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram from counted
      union all
      select bucket, knowledge_base, source, -turns, -answered, -unanswered, -partial, -sessions, -timed, -milliseconds, -histogram
      from conversation_waiting_figures where bucket >= ${from}::timestamp
    ), sides as (
      select g.grain, g.bucket, g.knowledge_base, g.source, q.turns, q.answered, q.unanswered, q.partial, q.sessions, q.timed, q.milliseconds, q.histogram
      from quarters q
      cross join lateral conversation_rollups_of(q.bucket, q.knowledge_base, q.source) as g
      union all
      select grain, bucket, knowledge_base, source, -turns, -answered, -unanswered, -partial, -sessions, -timed, -milliseconds, -histogram
      from conversation_rollups where bucket >= ${from}::timestamp
    )
    select grain, bucket, knowledge_base, source, sum(turns)::bigint as turns, sum(answered)::bigint as answered, sum(unanswered)::bigint as unanswered,
           sum(partial)::bigint as partial, sum(sessions)::bigint as sessions, sum(timed)::bigint as timed, sum(milliseconds)::bigint as milliseconds,
           sum(histogram) as histogram
    from sides group by 1, 2, 3, 4
    having (sum(turns), sum(answered), sum(unanswered), sum(partial), sum(sessions), sum(timed), sum(milliseconds), sum(histogram))
           <> (0, 0, 0, 0, 0, 0, 0, 0)`;
}

/** Turns without a state and states without a turn. */
export function differingStates(from: string): Prisma.Sql {
  return Prisma.sql`
    select coalesce(c.id, s.id) as id, coalesce(c.created_at, s.created_at) as created_at, s.id is null as missing
    from (select id, created_at from conversations where created_at >= ${from}::timestamp) c
    full join (select id, created_at from conversation_states where created_at >= ${from}::timestamp) s
      on s.id = c.id and s.created_at = c.created_at
    where c.id is null or s.id is null`;
}

/**
 * Event ids that stand for no turn, young turns whose event id the ledger does not know, and event ids that two turns
 * bear. `kind` says which. An erased turn leaves its event id without a hash, so that no retry brings it back: that is none.
 */
export function differingEvents(from: string): Prisma.Sql {
  return Prisma.sql`
    with borne as materialized (
      select event_id, count(*) as turns, max(created_at) as created_at from conversations
      where event_id is not null and created_at >= ${from}::timestamp group by 1
    )
    select e.event_id, e.created_at, 'lost' as kind from conversation_events e
    where e.created_at >= ${from}::timestamp and e.body_hash is not null and not exists (select from borne b where b.event_id = e.event_id)
    union all
    select b.event_id, b.created_at, 'unknown' from borne b
    where b.created_at > timezone('utc', now()) - make_interval(days => ${LEDGER_DAYS})
      and not exists (select from conversation_events e where e.event_id = b.event_id)
    union all
    select b.event_id, b.created_at, 'twice' from borne b where b.turns > 1`;
}
