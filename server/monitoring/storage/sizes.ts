import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { within } from '#server/core/within.ts';

const DAYS = 30;
/** A page is drawn without its little lines rather than late. */
const PATIENCE_MS = 300;

const rowsSchema = z.array(z.object({ relation: z.string(), sizes: z.array(z.number()) }));

/** Bytes of the largest tables on each day of the last 30 that has some kept, the oldest first, by name. None where nobody says in time. */
export async function findTableSizes(actor: Actor): Promise<Record<string, number[]>> {
  requirePermission(actor, 'monitoring.read');
  return within(PATIENCE_MS, readSizes(), {});
}

async function readSizes(): Promise<Record<string, number[]>> {
  const { rows } = await monitorPool().query(
    `select relation, array_agg(bytes order by day) as sizes from (
       select relation, date_trunc('day', hour, 'UTC') as day, max(bytes)::float8 as bytes from monitor.table_sizes
       where hour > now() - make_interval(days => $1) and relation <> '*' group by 1, 2
     ) days group by relation`,
    [DAYS],
  );
  return Object.fromEntries(rowsSchema.parse(rows).map(({ relation, sizes }) => [relation, sizes]));
}
