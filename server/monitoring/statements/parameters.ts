import 'server-only';
import { z } from 'zod';
import type { SentParameters } from '#lib/monitoring/message.ts';
import { type Parameters, parametersSchema } from '#lib/monitoring/statements/parameters.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { storedId } from './identity.ts';

const REMEMBERED = 2_000;
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Of each statement what was seen last, as many as may wait to be written. */
export function latestOf(seen: readonly SentParameters[]): SentParameters[] {
  const latest = new Map<string, SentParameters>();
  for (const one of seen) if (one.seenAt >= (latest.get(one.shape)?.seenAt ?? 0)) latest.set(one.shape, one);
  return [...latest.values()].slice(-REMEMBERED);
}

/** Keeps the shapes of the latest parameters of each statement; what was not seen for thirty days goes. */
export async function recordParameters(actor: Actor, now: Date, seen: readonly SentParameters[]): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  const rows = seen.map(({ shape, seenAt, ...parameters }) => ({
    ...parameters,
    statement: storedId(shape),
    seen_at: new Date(seenAt).toISOString(),
  }));
  await mainPool().query(
    `insert into monitor.statement_parameters as p (statement, seen_at, count, shapes)
     select statement, seen_at, count, shapes from json_to_recordset($1::json) as r (statement bigint, seen_at timestamptz, count int, shapes text[])
     on conflict (statement) do update set seen_at = excluded.seen_at, count = excluded.count, shapes = excluded.shapes where excluded.seen_at > p.seen_at`,
    [JSON.stringify(rows)],
  );
  await mainPool().query('delete from monitor.statement_parameters where seen_at < $1', [
    new Date(now.getTime() - KEPT_DAYS * DAY_MS),
  ]);
}

/**
 * The parameters that a statement of ours was last seen with, without their values; null where none was seen in thirty days.
 * @param shape as `shapeId` makes it of the statement's text
 */
export async function getParameters(actor: Actor, shape: string): Promise<(Parameters & { seenAt: Date }) | null> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    'select seen_at as "seenAt", count, shapes from monitor.statement_parameters where statement = $1::bigint',
    [storedId(shape)],
  );
  const [found] = z.array(parametersSchema.extend({ seenAt: z.date() })).parse(rows);
  return found ?? null;
}
