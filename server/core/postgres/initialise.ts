import 'server-only';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from '#server/core/operator-error.ts';
import { type Binaries, majorOf } from '#server/core/postgres/binaries.ts';
import type { Credentials } from '#server/core/postgres/credentials.ts';
import type { Place } from '#server/core/postgres/place.ts';

/** Whatever LANG says, the cluster speaks UTF-8 and knows every script's letters; else pg_trgm is blind to them. */
const INITDB_OPTIONS = [
  '--username=postgres',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--lc-collate=C',
  '--lc-ctype=C.UTF-8',
  '--lc-messages=C',
  '--data-checksums',
  '--auth=scram-sha-256',
];

/** The environment of every Postgres process: nothing of ours, a fixed locale. */
export const postgresEnvironment = {
  PATH: '/usr/bin:/bin',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  NODE_ENV: 'production',
} as const;

/**
 * Makes the cluster where there is none yet: in `postgres.partial`, renamed when complete, so that an interrupted
 * start leaves nothing that looks whole.
 * @returns false when the cluster was there already
 * @throws OperatorError when what is there is of another major version, not a cluster, or not ours
 */
export async function ensureCluster(place: Place, binaries: Binaries, credentials: Credentials): Promise<boolean> {
  const { cluster, user } = place;
  setForeignClusterAside(place, credentials);
  if (isEmptyFolder(cluster)) rmdirSync(cluster);
  if (existsSync(cluster)) {
    checkCluster(place, binaries);
    return false;
  }
  const partial = `${cluster}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  giveTo(user, partial);

  const passwordFile = `${cluster}.password`;
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, credentials.superuser, { mode: 0o600 });
  giveTo(user, passwordFile);
  try {
    await run(place, join(binaries.folder, 'bin', 'initdb'), [
      ...INITDB_OPTIONS,
      `--pwfile=${passwordFile}`,
      `--pgdata=${partial}`,
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  appendFileSync(join(partial, 'postgresql.conf'), "include_if_exists = 'switchboard.conf'\n");
  writeFileSync(instanceFile(place), credentials.instance, { mode: 0o600 });
  renameSync(partial, cluster);
  return true;
}

function checkCluster(place: Place, binaries: Binaries): void {
  const { cluster, user } = place;
  const versionFile = join(cluster, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    throw new OperatorError(
      `${cluster} holds files but no Postgres data. Move it away, or choose another SWITCHBOARD_DATA_DIR.`,
    );
  }
  const owner = statSync(cluster).uid;
  const expected = user.uid ?? process.getuid?.();
  if (owner !== expected) {
    throw new OperatorError(
      `${cluster} belongs to user id ${owner}, and this process cannot run Postgres as that user. Start Switchboard as the user that started it first.`,
    );
  }
  const found = readFileSync(versionFile, 'utf8').trim();
  const major = majorOf(binaries);
  if (found !== String(major)) {
    throw new OperatorError(
      `The data in ${cluster} was written by Postgres ${found}, and this Switchboard brings Postgres ${major}, which cannot read it. ` +
        `Start the Switchboard that wrote it and make a copy of the data there, or choose another SWITCHBOARD_DATA_DIR. Nothing was changed.`,
    );
  }
}

/** A cluster under /var/lib whose data directory has gone (the clone was removed and made again) is kept, not used. */
function setForeignClusterAside(place: Place, credentials: Credentials): void {
  if (!place.elsewhere || !existsSync(place.cluster)) return;
  const owner = existsSync(instanceFile(place)) ? readFileSync(instanceFile(place), 'utf8') : '';
  if (owner === credentials.instance) return;
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  renameSync(place.cluster, `${place.cluster}.before-${stamp}`);
}

function instanceFile(place: Place): string {
  return join(dirname(place.cluster), 'postgres.instance');
}

function isEmptyFolder(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length === 0;
}

function giveTo(user: Place['user'], path: string): void {
  if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
}

async function run(place: Place, program: string, parameters: string[]): Promise<void> {
  const child = spawn(program, parameters, {
    uid: place.user.uid,
    gid: place.user.gid,
    cwd: '/',
    env: postgresEnvironment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new OperatorError(`The database could not be initialised in ${place.cluster}: ${complaint.trim()}`);
}
