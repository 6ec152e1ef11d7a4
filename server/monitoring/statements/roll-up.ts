import 'server-only';
import { z } from 'zod';
import { type Grain, grains } from '#lib/monitoring/statements/pieces.ts';
import { rowsWithin } from '#lib/monitoring/statements/room.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import { isUnavailable } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';
import { getSettings } from '#server/core/settings/settings.ts';

const GIB = 1_024 ** 3;
const DELETED_AT_ONCE = 20_000;
/** Of the room for monitoring what the history of statements has; the rest is for samples and everything else. */
const SHARE = 0.5;
/** A row with its places in two indexes, which are never quite full. */
const ROW_BYTES = 250;
/** Deleted rows leave room for others in the file. One that is larger than its share by so much is written anew. */
const REWRITTEN_FROM = 1.5;
/** Its rows are told from when they were counted last, a while ago; a file may be large and hold few. */
const FULL_FROM = 0.9;
const REWRITE_WITHIN_MS = 60_000;
/** Nobody stands for long behind a rewriting that waits for another's lock; an autovacuum gives way after a second. */
const LOCK_TIMEOUT_MS = 2_500;
const MOST_STATEMENTS = 50_000;
const MOST_PLANS = 10;

const bytesRow = z.tuple([z.object({ bytes: z.number() })]);
const storeRow = z.tuple([z.object({ bytes: z.number(), rows: z.number() })]);
const countRows = z.array(
  z.object({ grain: z.union(grains.map(({ minutes }) => z.literal(minutes))), count: z.number() }),
);
const instantRow = z.tuple([z.object({ until: z.date() })]);

/** What the history of statements takes: bytes with indexes, and whether it has all the room it may have, so that its oldest rows go early. */
export type StatementStore = { bytes: number; isFull: boolean };

/**
 * Drops what is past its time: minutes after 72 hours, ten minutes after 14 days, hours and days after 100 days. The longer rows are
 * summed up as minutes are written, so nothing is lost. Past half the room for monitoring the oldest go, minutes first.
 */
export async function rollUpStatements(actor: Actor, now = new Date()): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  for (const { minutes, keptMs } of grains) await deleteBefore(minutes, new Date(now.getTime() - keptMs));
  await keepWithin(await roomOf());
  const oldest = new Date(now.getTime() - grains[0].keptMs);
  await mainPool().query('delete from monitor.statement_seams where at < $1', [oldest]);
  await mainPool().query(
    `delete from monitor.statements where last_seen < $1
       or id in (select id from monitor.statements order by last_seen desc offset ${MOST_STATEMENTS})`,
    [oldest],
  );
  await mainPool().query(
    'delete from monitor.statement_ids i where not exists (select from monitor.statements s where s.id = i.statement)',
  );
  await mainPool().query(
    `delete from monitor.statement_plans p where not exists (select from monitor.statements s where s.id = p.statement)
       or (statement, shape) in (select statement, shape from (select statement, shape, row_number() over (partition by statement order by last_at desc) as place from monitor.statement_plans) as ranked where place > ${MOST_PLANS})`,
  );
}

/** How much the history takes, and whether it is full. */
export async function getStatementStore(actor: Actor): Promise<StatementStore> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `select (pg_total_relation_size('monitor.statements') + pg_total_relation_size('monitor.statement_plans'))::float8 as bytes,
       (select reltuples::float8 from pg_class where oid = 'monitor.statement_deltas'::regclass) as rows`,
  );
  const [other] = storeRow.parse(rows);
  const [deltas, room] = await Promise.all([bytesOfDeltas(), roomOf()]);
  return { bytes: deltas + other.bytes, isFull: deltas > room && other.rows * ROW_BYTES > room * FULL_FROM };
}

async function roomOf(): Promise<number> {
  return (await getSettings()).monitoringCapGb * GIB * SHARE;
}

/** Lets go of the oldest rows while all take more bytes than `room`. */
async function keepWithin(room: number): Promise<void> {
  if ((await bytesOfDeltas()) <= room) return;
  const { rows } = await mainPool().query(
    'select grain, count(*)::float8 as count from monitor.statement_deltas group by grain',
  );
  const there = new Map(countRows.parse(rows).map(({ grain, count }) => [grain, count]));
  for (const [grain, kept] of rowsWithin(there, Math.floor(room / ROW_BYTES)))
    if (kept < (there.get(grain) ?? 0)) await deleteAllButNewest(grain, kept);
  if ((await bytesOfDeltas()) > room * REWRITTEN_FROM) await rewrite();
}

async function bytesOfDeltas(): Promise<number> {
  const { rows } = await mainPool().query(`select pg_total_relation_size('monitor.statement_deltas')::float8 as bytes`);
  return bytesRow.parse(rows)[0].bytes;
}

async function deleteAllButNewest(grain: Grain, kept: number): Promise<void> {
  const { rows } = await mainPool().query(
    `select at + interval '1 millisecond' as until from monitor.statement_deltas where grain = $1 order by at desc offset $2 limit 1`,
    [grain, kept],
  );
  await deleteBefore(grain, instantRow.parse(rows)[0].until);
}

/** Gives the room of deleted rows back to the disk. Nobody reads or writes the history meanwhile; where that may not be now, the next hour does. */
async function rewrite(): Promise<void> {
  await withConnection(async (client) => {
    await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}; set statement_timeout = ${REWRITE_WITHIN_MS}`);
    try {
      await client.query('vacuum (full, analyze) monitor.statement_deltas');
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      log.warn({ event: 'statements.not_rewritten', message: error instanceof Error ? error.message : String(error) });
    }
    await client.query('reset lock_timeout; reset statement_timeout');
  });
}

async function deleteBefore(grain: Grain, before: Date): Promise<void> {
  for (;;) {
    const { rowCount } = await mainPool().query(
      `delete from monitor.statement_deltas where ctid = any (array(select ctid from monitor.statement_deltas where grain = $1 and at < $2 limit ${DELETED_AT_ONCE}))`,
      [grain, before],
    );
    if ((rowCount ?? 0) < DELETED_AT_ONCE) return;
  }
}
