import 'server-only';
import { z } from 'zod';
import { reportedState } from '#server/conversations/recount.ts';
import { type Actor, requirePermission, systemActor } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { mendStaleTexts } from '#server/measures/stale-texts.ts';

const CHUNK = 500;
const mender = systemActor('upkeep');
const staleRows = z.array(
  z.object({ id: z.string(), at: z.string(), quarters: z.array(z.string()), keys: z.array(z.string()) }),
);

/**
 * Does what a trigger could not do for a turn: its state is brought to its time, made as it was reported or taken away, the figures
 * of its quarters of an hour are set right against the rows, its session is counted anew, what its question was asked likewise where
 * that failed, and the evaluator looks at it. The number of turns mended.
 */
export async function mendStaleTurns(actor: Actor): Promise<number> {
  requirePermission(actor, 'conversations.rules');
  return inTransaction(mender, mendChunk, { timeoutMs: 60_000 });
}

async function mendChunk(tx: Transaction): Promise<number> {
  const stale = staleRows.parse(
    await tx.$queryRaw`
      delete from search.stale_turns where id = any (array(select id from search.stale_turns order by id limit ${CHUNK}::int for update skip locked))
      returning id::text as id, created_at::text as at, quarters::text[] as quarters, array(select encode(k.key, 'hex') from unnest(asked) as k (key)) as keys`,
  );
  if (stale.length === 0) return 0;
  const [ids, instants] = [stale.map(({ id }) => id), stale.map(({ at }) => at)];
  await tx.$executeRaw`
    update conversation_states s set created_at = c.created_at from unnest(${ids}::bigint[]) as k (id) join conversations c on c.id = k.id
    where s.id = k.id and s.created_at <> c.created_at
      and not exists (select from conversation_states o where o.id = c.id and o.created_at = c.created_at)`;
  await tx.$executeRaw`
    delete from conversation_states s using unnest(${ids}::bigint[]) as k (id)
    where s.id = k.id and not exists (select from conversations c where c.id = s.id and c.created_at = s.created_at)`;
  await tx.$executeRaw`
    insert into conversation_states (id, created_at, state)
    select c.id, c.created_at, ${reportedState} from unnest(${ids}::bigint[]) as k (id) join conversations c on c.id = k.id
    where not exists (select from conversation_states s where s.id = c.id and s.created_at = c.created_at)`;
  await tx.$executeRaw`
    insert into conversation_reviews (id, created_at) select c.id, c.created_at from unnest(${ids}::bigint[]) as k (id) join conversations c on c.id = k.id`;
  await tx.$executeRaw`
    insert into conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source, recount)
    select distinct left(c.session_id, 255), timestamp 'infinity', 0, timestamp '-infinity', 0, 0, 0, '', '', true
    from unnest(${ids}::bigint[]) as k (id) join conversations c on c.id = k.id`;
  const [keys, quarters] = [stale.flatMap((turn) => turn.keys), stale.flatMap((turn) => turn.quarters)];
  await correctFigures(tx, [...instants, ...quarters]);
  if (keys.length > 0) await mendStaleTexts(tx, { keys, quarters });
  return stale.length;
}

/** What the rows say less what the rollups and all that waits say, in one snapshot. Months dropped by retention keep their figures. */
async function correctFigures(tx: Transaction, instants: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    with quarters as (
      select distinct monitor.quarter_of(at) as bucket from unnest(${instants}::timestamp[]) as k (at)
      where (to_regclass('partitions.conversations_' || to_char(at, 'YYYY_MM')) is not null
          or exists (select from partitions.conversations_default d where monitor.quarter_of(d.created_at) = monitor.quarter_of(at)))
        and not exists (select from conversation_dropped_months g where g.month = date_trunc('month', at))),
    sides as (
      select q.bucket, coalesce(left(c.knowledge_base, 255), '') as knowledge_base, c.source, 1::bigint as turns, (s.state = 'answered')::int::bigint as answered,
             (s.state = 'unanswered')::int::bigint as unanswered, (s.state = 'partial')::int::bigint as partial, (c.response_time_ms is not null)::int::bigint as timed,
             coalesce(c.response_time_ms, 0)::bigint as milliseconds, coalesce(monitor.time_mark(c.response_time_ms), 0) as histogram
      from quarters q join conversations c on c.created_at >= q.bucket and c.created_at < q.bucket + interval '15 minutes'
      left join conversation_states s on s.id = c.id and s.created_at = c.created_at
      union all
      select bucket, knowledge_base, source, -turns, -answered, -unanswered, -partial, -timed, -milliseconds, -histogram
      from conversation_rollups join quarters using (bucket) where grain = 'quarter'
      union all
      select bucket, knowledge_base, source, -turns, -answered, -unanswered, -partial, -timed, -milliseconds, -histogram
      from conversation_rollup_deltas join quarters using (bucket))
    insert into conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, timed, milliseconds, histogram)
    select bucket, knowledge_base, source, sum(turns), coalesce(sum(answered), 0), coalesce(sum(unanswered), 0), coalesce(sum(partial), 0), sum(timed), sum(milliseconds), sum(histogram)
    from sides group by 1, 2, 3
    having (sum(turns), coalesce(sum(answered), 0), coalesce(sum(unanswered), 0), coalesce(sum(partial), 0), sum(timed), sum(milliseconds), sum(histogram)) <> (0, 0, 0, 0, 0, 0, 0)`;
}
