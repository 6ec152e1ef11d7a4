import 'server-only';
import type { ClientConfig } from 'pg';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { behindBouncer, connection } from '#server/core/db/connection.ts';
import { env } from '#server/core/env.ts';
import { silentSince } from '#server/core/health/postgres.ts';
import { sharedAcrossBundles } from '#server/core/shared-state.ts';

const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;
/** Past the server's own limit: then it hangs or the line to it is cut, and no answer will come. */
const QUERY_TIMEOUT_MS = 20_000;

const shared = sharedAcrossBundles<{ mainPool?: BoundedPool }>('pools', {});

/**
 * The product's main pool: POOL_BASE connections and POOL_OVERFLOW more, under Prisma and under raw statements alike.
 * Made on first use, so that importing opens nothing; one object for our server and for Next's bundle.
 */
export function mainPool(): BoundedPool {
  shared.mainPool ??= new BoundedPool({
    ...connection(),
    ...serverTimeouts(),
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: 'switchboard-web',
    base: env().POOL_BASE,
    overflow: env().POOL_OVERFLOW,
    recycleSeconds: env().POOL_RECYCLE_SECONDS,
    acquireTimeoutMs: env().POOL_ACQUIRE_TIMEOUT_MS,
    silentSince,
  });
  return shared.mainPool;
}

/** Puts a pool of another size or name in place of the main one; for the worker, the command line and tests. */
export function setMainPool(pool: BoundedPool): void {
  shared.mainPool = pool;
}

/**
 * Limits that the server enforces, sent when a connection opens. Behind a bouncer they belong to the role instead.
 * Short reads gain nothing from compiled plans and parallel workers: to start either takes 10-40 ms.
 */
export function serverTimeouts(): Pick<
  ClientConfig,
  'statement_timeout' | 'idle_in_transaction_session_timeout' | 'options'
> {
  if (behindBouncer()) return {};
  return {
    options: '-c jit=off -c max_parallel_workers_per_gather=0',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  };
}
