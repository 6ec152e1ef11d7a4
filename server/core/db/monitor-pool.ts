import 'server-only';
import { HEALTH } from '#lib/monitoring/own-connections.ts';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { connection } from '#server/core/db/connection.ts';
import { serverTimeouts } from '#server/core/db/server-timeouts.ts';
import { sharedAcrossBundles } from '#server/core/shared-state.ts';

/** How long a probe waits before it says that the database does not answer. */
export const ANSWER_WITHIN_MS = 1_000;
/** The server breaks a statement off before we give it up: a session that waits for a lock would stay where nobody listens any more. */
const STATEMENT_TIMEOUT_MS = 900;
/** Nobody stands for long behind a probe that waits for another's lock. */
const LOCK_TIMEOUT_MS = 250;

const shared = sharedAcrossBundles<{ pool?: BoundedPool }>('monitor-pool', {});

/**
 * Two connections for health checks and what else must not wait for the main pool, so that a full one is not mistaken for a dead
 * database. Opened on first use; one object for our server and for Next's bundle.
 */
export function monitorPool(): BoundedPool {
  shared.pool ??= new BoundedPool({
    ...connection(),
    ...serverTimeouts({ statement_timeout: STATEMENT_TIMEOUT_MS, lock_timeout: LOCK_TIMEOUT_MS }),
    application_name: HEALTH,
    base: 0,
    overflow: 2,
    recycleSeconds: 3_600,
    acquireTimeoutMs: ANSWER_WITHIN_MS,
    idleTimeoutMillis: 30_000,
    query_timeout: ANSWER_WITHIN_MS,
  });
  return shared.pool;
}

/** Closes the connections of the probes. */
export async function closeMonitorPool(): Promise<void> {
  const closing = shared.pool;
  shared.pool = undefined;
  await closing?.end();
}
