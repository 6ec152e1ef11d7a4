import 'server-only';
import { z } from 'zod';
import type { Open } from '#lib/monitoring/verdict/judge.ts';
import { mainPool } from '#server/core/db/pool.ts';

const AT_MOST = 1_000;
const instant = z.date().transform((at) => at.toISOString());
const rowsSchema = z.array(z.object({ key: z.string(), since: instant, toldAt: instant, lastAt: instant }));

/**
 * The alerts and incidents that are open: what was told last by whoever judged before.
 * @param before when the one who asks began to judge
 */
export async function readOpen(before: Date): Promise<Open[]> {
  const { rows } = await mainPool().query(
    `with open as (
       select key, coalesce((cause ->> 'since')::timestamptz, raised_at) as since, coalesce((cause ->> 'toldAt')::timestamptz, raised_at) as told_at
       from monitor.alerts where resolved_at is null
       union all select key, since, told_at from monitor.incidents where ended_at is null
     ), judged as (
       select max(at) + interval '1 minute' as at from monitor.summaries where grain = 1 and verdict is not null and at < date_trunc('minute', $2::timestamptz)
     )
     select key, min(since) as since, min(told_at) as "toldAt", least(greatest(max(told_at), max(judged.at)), $2) as "lastAt"
     from open cross join judged group by key limit $1`,
    [AT_MOST, before],
  );
  return rowsSchema.parse(rows);
}
