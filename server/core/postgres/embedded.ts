import 'server-only';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '#server/core/db/connection.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { packagedBinaries } from '#server/core/postgres/binaries.ts';
import { APPLICATION_ROLE, bootstrap } from '#server/core/postgres/bootstrap.ts';
import { type Credentials, ensureCredentials, getCredentials } from '#server/core/postgres/credentials.ts';
import { ensureCluster } from '#server/core/postgres/initialise.ts';
import { memoryBytes } from '#server/core/postgres/machine.ts';
import { endOutlived } from '#server/core/postgres/outlived.ts';
import { findPlace, type Place, prepareSocketFolder, reachableBinaries } from '#server/core/postgres/place.ts';
import { type Postmaster, startPostmaster } from '#server/core/postgres/postmaster.ts';
import { settingsFile } from '#server/core/postgres/server-settings.ts';

export type Embedded = Postmaster & {
  /** As the product connects: not a superuser, owner of its database. */
  connection: Connection;
  /** For bootstrapping and tests only. */
  superuser: Connection;
};

export type EmbeddedOptions = {
  /** SWITCHBOARD_DATA_DIR names the directory: it is used or refused, never replaced. */
  chosen?: boolean;
  /** Further server settings; tests switch fsync off. */
  settings?: Record<string, string>;
  /** Told in whole sentences what takes time or is worth knowing. */
  say?: (sentence: string) => void;
};

/**
 * Starts the Postgres of a data directory, making it on the first start. The caller holds the directory's lock
 * (`lockInstance`), or the directory is its own.
 * @throws OperatorError with a sentence when the directory, its version or the machine does not allow it
 */
export async function startEmbedded(dataDirectory: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const say = options.say ?? (() => {});
  const packaged = await packagedBinaries();
  const place = findPlace(dataDirectory, options.chosen ?? false);
  if (place.elsewhere) {
    const folder = join(place.cluster, '..');
    say(`The user ${place.user.name} cannot reach ${dataDirectory}, so the database lives in ${folder}.`);
  }
  const binaries = reachableBinaries(place, packaged);
  const credentials = ensureCredentials(place);
  if (await ensureCluster(place, binaries, credentials)) say('Made a new database.');
  await endOutlived(place);
  writeSettings(place, options.settings);
  prepareSocketFolder(place);
  const postmaster = await startPostmaster(place, binaries);
  const connection = connectionTo(place, credentials);
  const superuser = { ...connection, user: 'postgres', password: credentials.superuser, database: 'postgres' };
  try {
    await bootstrap(superuser, connection);
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
  return { ...postmaster, connection, superuser };
}

/**
 * How to reach the Postgres of a data directory, running or not.
 * @throws OperatorError when the directory never had one
 */
export function embeddedConnection(dataDirectory: string, chosen = false): Connection {
  const credentials = getCredentials(dataDirectory);
  if (credentials === null)
    throw new OperatorError(`There is no database in ${dataDirectory} yet. Run "npm start" first.`);
  return connectionTo(findPlace(dataDirectory, chosen), credentials);
}

function connectionTo(place: Place, credentials: Credentials): Connection {
  return {
    host: place.socketFolder,
    port: 5432,
    user: APPLICATION_ROLE,
    password: credentials.application,
    database: 'switchboard',
  };
}

function writeSettings(place: Place, extra?: Record<string, string>): void {
  const { bavail, bsize } = statfsSync(place.cluster);
  const file = join(place.cluster, 'switchboard.conf');
  writeFileSync(file, settingsFile(memoryBytes(), bavail * bsize, extra), { mode: 0o644 });
}
