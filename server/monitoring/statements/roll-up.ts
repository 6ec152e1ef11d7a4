import 'server-only';
import { z } from 'zod';
import { grains } from '#lib/monitoring/statements/pieces.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

const DELETED_AT_ONCE = 20_000;
/** About 100 bytes a row and as much again in two indexes: some 400 MB. Past it minutes are kept for 26 hours only. */
const MOST_ROWS = 2_000_000;
const MOST_STATEMENTS = 50_000;
const MOST_PLANS = 10;

/** What the history of statements takes: bytes with indexes, and for how many hours minutes are kept. */
export type StatementStore = { bytes: number; minuteHours: number };

/**
 * Drops what is past its time: minutes after 72 hours, ten minutes after 14 days, hours and days after 100 days. The longer rows are
 * summed up as minutes are written, so nothing is lost. Past two million rows minutes go after 26 hours.
 */
export async function rollUpStatements(actor: Actor, now = new Date()): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  const isFull = (await countRows()) > MOST_ROWS;
  for (const { minutes, keptMs, surelyMs } of grains) {
    const kept = isFull ? surelyMs : keptMs;
    await deleteBefore(minutes, new Date(now.getTime() - kept));
  }
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

/** How much the history takes, and how far back its minutes go. */
export async function getStatementStore(actor: Actor): Promise<StatementStore> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `select (pg_total_relation_size('monitor.statement_deltas') + pg_total_relation_size('monitor.statements') + pg_total_relation_size('monitor.statement_plans'))::float8 as bytes`,
  );
  const { bytes } = z.object({ bytes: z.number() }).parse(rows[0]);
  return { bytes, minuteHours: (await countRows()) > MOST_ROWS ? 26 : 72 };
}

async function countRows(): Promise<number> {
  const { rows } = await mainPool().query(
    "select greatest(reltuples, 0)::float8 as count from pg_class where oid = 'monitor.statement_deltas'::regclass",
  );
  return z.object({ count: z.number() }).parse(rows[0]).count;
}

async function deleteBefore(grain: number, before: Date): Promise<void> {
  for (;;) {
    const { rowCount } = await mainPool().query(
      `delete from monitor.statement_deltas where ctid = any (array(select ctid from monitor.statement_deltas where grain = $1 and at < $2 limit ${DELETED_AT_ONCE}))`,
      [grain, before],
    );
    if ((rowCount ?? 0) < DELETED_AT_ONCE) return;
  }
}
