import 'server-only';
import { z } from 'zod';
import type { Open } from '#lib/monitoring/verdict/judge.ts';
import { mainPool } from '#server/core/db/pool.ts';

const AT_MOST = 1_000;
const instant = z.date().transform((at) => at.toISOString());
const rowsSchema = z.array(z.object({ key: z.string(), since: instant, toldAt: instant }));

/** The alerts and incidents that are open: what was told last by whoever judged before. */
export async function readOpen(): Promise<Open[]> {
  const { rows } = await mainPool().query(
    `with open as (
       select key, coalesce((cause ->> 'since')::timestamptz, raised_at) as since, coalesce((cause ->> 'toldAt')::timestamptz, raised_at) as told_at
       from monitor.alerts where resolved_at is null
       union all select key, since, told_at from monitor.incidents where ended_at is null
     )
     select key, min(since) as since, min(told_at) as "toldAt" from open group by key limit $1`,
    [AT_MOST],
  );
  return rowsSchema.parse(rows);
}
