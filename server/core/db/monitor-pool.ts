import 'server-only';
import pg from 'pg';
import { connection } from '#server/core/db/connection.ts';

/** How long a probe waits before it says that the database does not answer. */
export const ANSWER_WITHIN_MS = 1_000;

let pool: pg.Pool | undefined;

/** Two connections for probes alone, so that a full main pool is not mistaken for a dead database. Opened on first use. */
export function monitorPool(): pg.Pool {
  if (pool !== undefined) return pool;
  pool = new pg.Pool({
    ...connection(),
    application_name: 'switchboard-monitor',
    max: 2,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    idleTimeoutMillis: 30_000,
    query_timeout: ANSWER_WITHIN_MS,
  });
  pool.on('error', () => {});
  return pool;
}

/** Closes the connections of the probes. */
export async function closeMonitorPool(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.end();
}
