import 'server-only';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { connection } from '#server/core/db/connection.ts';
import { serverTimeouts } from '#server/core/db/server-timeouts.ts';
import { sharedAcrossBundles } from '#server/core/shared-state.ts';

/** Flushes, what stands behind them (missing months, probes), and the keys of programs. */
const CONNECTIONS = 4;
const ACQUIRE_WITHIN_MS = 800;
const STATEMENT_TIMEOUT_MS = 5_000;
/** A statement that waits for another's lock is broken off, so that it holds nobody else's turn back. */
const LOCK_TIMEOUT_MS = 250;

const shared = sharedAcrossBundles<{ pool?: BoundedPool }>('ingest-pool', {});

/**
 * The connections that take turns in, apart from the pages', so that neither starves the other. Opened on first use; one
 * object for our server and for Next's bundle, which knows programs by their keys over it.
 */
export function ingestPool(): BoundedPool {
  shared.pool ??= new BoundedPool({
    ...connection(),
    ...serverTimeouts({ statement_timeout: STATEMENT_TIMEOUT_MS, lock_timeout: LOCK_TIMEOUT_MS }),
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    application_name: 'switchboard-ingest',
    base: 0,
    overflow: CONNECTIONS,
    recycleSeconds: 3_600,
    idleTimeoutMillis: 60_000,
    acquireTimeoutMs: ACQUIRE_WITHIN_MS,
  });
  return shared.pool;
}

/** Closes them; the next use opens them anew. */
export async function closeIngestPool(): Promise<void> {
  const closing = shared.pool;
  shared.pool = undefined;
  await closing?.end();
}
