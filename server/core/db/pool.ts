import 'server-only';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { connection } from '#server/core/db/connection.ts';
import { serverTimeouts } from '#server/core/db/server-timeouts.ts';
import { env } from '#server/core/env.ts';
import { silentSince } from '#server/core/health/postgres.ts';
import { sharedAcrossBundles } from '#server/core/shared-state.ts';

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
