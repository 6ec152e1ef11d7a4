import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';

const rows = z.array(
  z.object({ name: z.string(), open: z.number(), active: z.number(), oldestSeconds: z.number(), allowed: z.number() }),
);

export type Connections = {
  /** One a kind of work, by its application_name; null when the database does not answer. */
  pools: { name: string; open: number; active: number; oldestSeconds: number }[] | null;
  /** How many connections the server allows in all. */
  allowed: number | null;
  main: { base: number; max: number; inUse: number; idle: number; waiting: number };
};

/** The connections to the database: those of each part of the product as the server sees them, and the web's main pool from within. */
export async function getConnections(actor: Actor): Promise<Connections> {
  requirePermission(actor, 'health.read');
  const { base, max, inUse, idleCount: idle, waitingCount: waiting } = mainPool();
  const seen = await findPools();
  return {
    pools: seen,
    allowed: seen?.[0]?.allowed ?? null,
    main: { base, max, inUse, idle, waiting },
  };
}

async function findPools(): Promise<z.infer<typeof rows> | null> {
  try {
    const found = await monitorPool().query(`
      select application_name as name, count(*)::int as open, (count(*) filter (where state <> 'idle'))::int as active,
             max(extract(epoch from clock_timestamp() - backend_start))::float8 as "oldestSeconds",
             current_setting('max_connections')::int as allowed
      from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
      group by application_name order by application_name limit 50`);
    return rows.parse(found.rows);
  } catch (error) {
    log.warn({ event: 'health.no_connections', message: error instanceof Error ? error.message : String(error) });
    return null;
  }
}
