import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Connection } from '#server/core/db/connection.ts';
import { startEmbedded } from '#server/core/postgres/embedded.ts';
import { runNode } from './run.ts';

export type Cluster = { application: Connection; superuser: Connection };

type Server = { stop(): Promise<void> };
const servers = new Set<Promise<Server>>();
const directories = new Set<string>();

/**
 * Removes what the server of a data directory leaves outside of it: its socket's folder and, under a clone that its
 * user cannot enter, the copy of its binaries.
 */
export function removeTraces(dataDirectory: string): void {
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12);
  for (const trace of [join(tmpdir(), `switchboard-${name}`), join('/var/lib/switchboard', name)]) {
    rmSync(trace, { recursive: true, force: true });
  }
}

/**
 * Nothing of a test server is kept, so it need not wait for the disk. Hundreds of databases share it, whose statements
 * would push each other out of the five thousand lines that pg_stat_statements keeps unless told otherwise.
 */
export const throwAwaySettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  'pg_stat_statements.max': '50000',
};

/** An embedded Postgres in a folder of its own, whose database `switchboard` is migrated and made a template. */
export async function startCluster(folder: string, settings: Record<string, string> = {}): Promise<Cluster> {
  mkdirSync(folder, { recursive: true });
  // The server's user must reach it when we are root.
  chmodSync(folder, 0o711);
  const options = { chosen: true, settings: { ...throwAwaySettings, ...settings } };
  const directory = join(folder, 'cluster');
  directories.add(directory);
  const server = await keep(startEmbedded(directory, options));
  return asTemplate({ application: server.connection, superuser: server.superuser });
}

/** Remembers a server from before it is up, so that `stopServers` misses none. */
export function keep<T extends Server>(server: Promise<T>): Promise<T> {
  servers.add(server);
  return server;
}

/** Stops every server of this run. One that did not start has said so and left nothing behind. */
export async function stopServers(): Promise<void> {
  for (const server of servers) {
    servers.delete(server);
    await server.then((up) => up.stop()).catch(() => {});
  }
  for (const directory of directories) removeTraces(directory);
}

/** Migrates the cluster's database and closes it to connections: a template that somebody uses cannot be cloned. */
export async function asTemplate(cluster: Cluster): Promise<Cluster> {
  const code = await runNode(['--conditions=react-server', 'scripts/migrate.ts'], {
    SWITCHBOARD_CONNECTION: JSON.stringify(cluster.application),
  });
  if (code !== 0) throw new Error('The migrations could not be applied to an empty database.');
  const client = new pg.Client(cluster.superuser);
  await client.connect();
  await client.query(`alter database ${cluster.application.database} with is_template true allow_connections false`);
  await client.end();
  return cluster;
}
