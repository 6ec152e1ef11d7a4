import 'server-only';
import type { PoolClient } from 'pg';
import { syntheticCounts } from '#lib/conversations/synthetic.ts';
import { loadMonth } from '#server/conversations/seed-month.ts';
import { copyTurns, type DayGap } from '#server/conversations/seed-rows.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

const DAY_MS = 86_400_000;
/** Turns a statement where a month is there already: triggers follow each statement as a whole and hold its rows until then. */
const BATCH = 50_000;

export type SeedOptions = {
  count: number;
  /** Over how many UTC days before today the turns are spread. */
  days: number;
  now?: number;
};

/**
 * Fills the conversations up to `count` invented turns, month by month and each in a transaction of its own, so that a
 * stopped run goes on where it was. Turns of others are not touched. A month that is not there yet is loaded as a table
 * without indexes and joined on when they are made, which is half again as fast as writing row by row.
 * @param onProgress called now and then with the turns there so far
 * @returns how many were added
 */
export async function seedTurns(
  actor: Actor,
  { count, days, now = Date.now() }: SeedOptions,
  onProgress: (done: number) => void,
): Promise<number> {
  requirePermission(actor, 'conversations.import');
  const client = await mainPool().connect();
  try {
    await client.query(`set statement_timeout = 0; set synchronous_commit = off; set jit = off; set work_mem = '128MB';
      set maintenance_work_mem = '512MB'; set max_parallel_maintenance_workers = 2`);
    const gaps = await findGaps(client, syntheticCounts(count, Math.floor(now / DAY_MS), days));
    const missing = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
    let done = count - missing;
    const tell = (turns: number) => {
      done += turns;
      onProgress(done);
    };
    for (const [month, some] of Map.groupBy(gaps, ({ day }) => monthOf(day))) {
      if (!(await loadMonth(client, month, some, tell))) await addToMonth(client, month, some, tell);
      await client.query('select conversations_compact()');
    }
    if (missing > 0)
      await client.query('analyze conversations, conversation_states, conversation_sessions, conversation_rollups');
    return missing;
  } finally {
    client.release(true);
  }
}

/** What each day still lacks, by the figures, which stay when old turns are dropped. */
async function findGaps(client: PoolClient, wanted: { day: number; count: number }[]): Promise<DayGap[]> {
  const { rows } = await client.query<{ day: number; there: number }>(
    `select (f.day - date '1970-01-01')::int as day, sum(f.turns)::int as there from (
       select bucket::date as day, turns from conversation_rollups where grain = 'day' and source like 'seed %'
       union all
       select bucket::date, turns from conversation_waiting_figures where source like 'seed %') f group by 1`,
  );
  const there = new Map(rows.map((row) => [row.day, row.there]));
  return wanted
    .map(({ day, count }) => ({ day, from: there.get(day) ?? 0, to: count }))
    .filter(({ from, to }) => from < to);
}

function monthOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 7);
}

/** Writes to a month that is there, where the triggers follow. */
async function addToMonth(
  client: PoolClient,
  month: string,
  gaps: DayGap[],
  tell: (turns: number) => void,
): Promise<void> {
  await client.query('select conversations_ensure_month($1)', [`${month}-01`]);
  for (const batch of batchesOf(gaps)) {
    await client.query('begin');
    try {
      await copyTurns(client, 'public.conversations', batch, { onTurns: tell });
      await client.query(
        `update conversation_states s set state = 'partial', phrase_state = 'partial', phrase_rule = 'seed' from conversations c
         where c.xid = pg_current_xact_id() and c.is_answered is null and s.id = c.id and s.created_at = c.created_at`,
      );
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

function* batchesOf(gaps: DayGap[]): Generator<DayGap[]> {
  let batch: DayGap[] = [];
  let room = BATCH;
  for (const { day, from, to } of gaps) {
    for (let first = from; first < to; ) {
      const last = Math.min(to, first + room);
      batch.push({ day, from: first, to: last });
      room -= last - first;
      first = last;
      if (room > 0) continue;
      yield batch;
      batch = [];
      room = BATCH;
    }
  }
  if (batch.length > 0) yield batch;
}
