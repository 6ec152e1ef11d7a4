import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from '#server/core/postgres/bootstrap.ts';
import { startPostmaster } from '#server/core/postgres/postmaster.ts';
import { preloadedLibrary } from '#server/core/postgres/server-settings.ts';
import { serverUser } from '#server/core/postgres/server-user.ts';
import { asTemplate, type Cluster, keep, throwAwaySettings } from './cluster.ts';

const FOLDER = '/usr/lib/postgresql/15';

/** Whether Debian's Postgres 15, the oldest we support, is on this machine. */
export function hasDebianPostgres(): boolean {
  return existsSync(join(FOLDER, 'bin', 'initdb'));
}

/** A throw-away cluster of it, like `startCluster`. */
export async function startDebianCluster(folder: string): Promise<Cluster> {
  const cluster = join(folder, 'cluster');
  const user = serverUser(cluster);
  for (const made of [folder, cluster]) {
    mkdirSync(made, { recursive: true });
    if (user.uid !== undefined && user.gid !== undefined) chownSync(made, user.uid, user.gid);
  }
  chmodSync(folder, 0o711);
  const parameters = ['-D', cluster, '-U', 'postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--auth=trust'];
  const made = spawnSync(join(FOLDER, 'bin', 'initdb'), parameters, { uid: user.uid, gid: user.gid, cwd: '/' });
  if (made.status !== 0) throw new Error(`initdb of Postgres 15 failed: ${made.stderr}`);
  const settings = { ...throwAwaySettings, listen_addresses: '', shared_preload_libraries: preloadedLibrary };
  appendFileSync(
    join(cluster, 'postgresql.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
  );
  const place = {
    dataDirectory: folder,
    cluster,
    logFile: join(folder, 'postgres.log'),
    socketFolder: folder,
    user,
    elsewhere: false,
  };
  await keep(startPostmaster(place, { folder: FOLDER, version: '15' }));
  const reach = { host: folder, port: 5432, password: 'trusted' };
  const superuser = { ...reach, user: 'postgres', database: 'postgres' };
  const application = { ...reach, user: 'switchboard', database: 'switchboard' };
  await bootstrap(superuser, application);
  return asTemplate({ application, superuser });
}
