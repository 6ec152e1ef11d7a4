import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { mainPool, setMainPool } from '#server/core/db/pool.ts';
import { serverTimeouts } from '#server/core/db/server-timeouts.ts';
import { setEnvironment } from '#server/core/env.ts';
import { migrateInChild } from '#server/core/migrate-in-child.ts';
import { startEmbedded } from '#server/core/postgres/embedded.ts';

/**
 * Runs `work` on an embedded Postgres with the product's own settings, durable as in production, and the pool of the web.
 * @param work is given the login of a superuser for what the product's own may not
 * @param kept a folder, made where there is none, whose `data` is used and left as it is afterwards; without one the server is thrown away
 */
export async function withServer<T>(work: (superuser: ClientConfig) => Promise<T>, kept?: string): Promise<T> {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  const server = await startEmbedded(join(folder, 'data'), { chosen: true });
  const environment = { SWITCHBOARD_CONNECTION: JSON.stringify(server.connection) };
  setEnvironment(environment);
  try {
    await migrateInChild(environment, AbortSignal.timeout(60_000));
    setMainPool(
      new BoundedPool({
        ...server.connection,
        ...serverTimeouts(),
        application_name: 'switchboard-web',
        base: 10,
        overflow: 20,
        recycleSeconds: 3600,
        acquireTimeoutMs: 3000,
      }),
    );
    await mainPool().warm();
    return await work({ ...server.superuser, database: server.connection.database });
  } finally {
    await mainPool().end();
    await server.stop();
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
