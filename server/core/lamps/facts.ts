import 'server-only';
import { z } from 'zod';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { log } from '#server/core/log.ts';

const COUNTED_AT_MOST = 10_000;
const rows = z.tuple([
  z.object({
    stale: z.number(),
    staleTurns: z.number(),
    hasTurns: z.boolean(),
    workerSeconds: z.number().nullable(),
  }),
]);

export type Facts = z.infer<typeof rows>[0];

/**
 * What the lamps ask the database: entries and turns whose follow-up is behind, whether a turn was ever logged, and how long
 * the worker has been silent. Null when it does not answer.
 */
export async function getFacts(): Promise<Facts | null> {
  try {
    const found = await monitorPool().query(
      `select (select count(*)::int from (select from search.stale limit $1) as behind) as stale,
              (select count(*)::int from (select from search.stale_turns limit $1) as behind) as "staleTurns",
              exists (select from conversations) as "hasTurns",
              (select extract(epoch from now() - at)::float8 from monitor.heartbeats where process = 'worker') as "workerSeconds"`,
      [COUNTED_AT_MOST],
    );
    return rows.parse(found.rows)[0];
  } catch (error) {
    log.warn({ event: 'lamps.no_facts', message: error instanceof Error ? error.message : String(error) });
    return null;
  }
}
