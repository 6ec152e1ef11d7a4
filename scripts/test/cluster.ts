import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Connection } from '#server/core/db/connection.ts';
import { startEmbedded } from '#server/core/postgres/embedded.ts';
import { runNode } from './run.ts';

export type Cluster = { application: Connection; superuser: Connection; stop(): Promise<void> };

/** Nothing of a test server is kept, so it need not wait for the disk. */
export const throwAwaySettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** An embedded Postgres in a folder of its own, whose database `switchboard` is migrated and made a template. */
export async function startCluster(folder: string, settings: Record<string, string> = {}): Promise<Cluster> {
  mkdirSync(folder, { recursive: true });
  // The server's user must reach it when we are root.
  chmodSync(folder, 0o711);
  const server = await startEmbedded(join(folder, 'cluster'), {
    chosen: true,
    settings: { ...throwAwaySettings, ...settings },
  });
  const cluster = { application: server.connection, superuser: server.superuser, stop: server.stop };
  return asTemplate(cluster);
}

/** Migrates the cluster's database and closes it to connections: a template that somebody uses cannot be cloned. */
export async function asTemplate(cluster: Cluster): Promise<Cluster> {
  const code = await runNode(['--conditions=react-server', 'scripts/migrate.ts'], {
    SWITCHBOARD_CONNECTION: JSON.stringify(cluster.application),
  });
  if (code !== 0) {
    await cluster.stop();
    throw new Error('The migrations could not be applied to an empty database.');
  }
  const client = new pg.Client(cluster.superuser);
  await client.connect();
  await client.query(`alter database ${cluster.application.database} with is_template true allow_connections false`);
  await client.end();
  return cluster;
}
