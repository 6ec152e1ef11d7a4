import 'server-only';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeEnterableFolder } from '#server/core/folders.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import type { Binaries } from '#server/core/postgres/binaries.ts';
import { canEnter, type ServerUser, serverUser } from '#server/core/postgres/server-user.ts';

/** Where the embedded server of one data directory lives. */
export type Place = {
  dataDirectory: string;
  /** The data directory of Postgres itself. */
  cluster: string;
  logFile: string;
  /** The private folder of its Unix socket. */
  socketFolder: string;
  user: ServerUser;
  /** True when the server's user cannot reach the data directory, so that the cluster lives in /var/lib/switchboard. */
  elsewhere: boolean;
};

const SOCKET_PATH_LIMIT = 107;
const SOCKET_NAME = '.s.PGSQL.5432';

/**
 * Makes the data directory and finds where its cluster belongs: in it, or, when root starts us and the server's user
 * cannot reach it (a clone under /root), in /var/lib/switchboard/<hash of its path>. The same answer for every command.
 * @param chosen whether SWITCHBOARD_DATA_DIR names the directory: then it is used or refused, never replaced
 */
export function findPlace(dataDirectory: string, chosen: boolean): Place {
  makeEnterableFolder(dataDirectory);
  const within = join(dataDirectory, 'postgres');
  const user = serverUser(within);
  if (user.uid === undefined || canEnter(user, dataDirectory)) {
    return { ...placeIn(dataDirectory, dataDirectory, user), elsewhere: false };
  }
  if (chosen) {
    throw new OperatorError(
      `SWITCHBOARD_DATA_DIR is ${dataDirectory}, which the user ${user.name}, as whom Postgres runs when root starts it, cannot reach. Choose a directory that others may enter, for example /srv/switchboard.`,
    );
  }
  const folder = substituteFolder(dataDirectory);
  makeEnterableFolder(folder);
  return { ...placeIn(folder, dataDirectory, serverUser(join(folder, 'postgres'))), elsewhere: true };
}

/** The binaries for that place: npm's own, or a copy beside the cluster where the server's user cannot reach those. */
export function reachableBinaries(place: Place, packaged: Binaries): Binaries {
  if (place.user.uid === undefined || canEnter(place.user, join(packaged.folder, 'bin'))) return packaged;
  const folder = dirname(place.cluster);
  const copy = join(folder, `binaries-${packaged.version}`);
  if (!existsSync(copy)) {
    for (const old of readdirSync(folder).filter((name) => name.startsWith('binaries-')))
      rmSync(join(folder, old), { recursive: true });
    cpSync(packaged.folder, `${copy}.partial`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.partial`, copy);
  }
  return { folder: copy, version: packaged.version };
}

/** Makes the socket's folder, owned by the server's user and closed to all others but root. */
export function prepareSocketFolder(place: Place): void {
  const { uid, gid } = place.user;
  mkdirSync(place.socketFolder, { recursive: true, mode: 0o700 });
  const folder = lstatSync(place.socketFolder);
  const owners = [process.getuid?.(), uid];
  if (!folder.isDirectory() || !owners.includes(folder.uid)) {
    throw new OperatorError(
      `${place.socketFolder}, where the socket of Postgres belongs, is owned by somebody else. Remove it, or set TMPDIR to another folder.`,
    );
  }
  chmodSync(place.socketFolder, 0o700);
  if (uid !== undefined && gid !== undefined) chownSync(place.socketFolder, uid, gid);
}

function placeIn(folder: string, dataDirectory: string, user: ServerUser): Omit<Place, 'elsewhere'> {
  return {
    dataDirectory,
    cluster: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    socketFolder: socketFolder(dataDirectory, user),
    user,
  };
}

function substituteFolder(dataDirectory: string): string {
  return join('/var/lib/switchboard', shortHash(dataDirectory));
}

/** In the temp folder, else in /tmp when that one is too long for a socket's name or closed to the server's user. */
function socketFolder(dataDirectory: string, user: ServerUser): string {
  const name = `switchboard-${shortHash(dataDirectory)}`;
  const temporary = tmpdir();
  const fits = Buffer.byteLength(join(temporary, name, SOCKET_NAME)) <= SOCKET_PATH_LIMIT;
  const usable = fits && (user.uid === undefined || canEnter(user, temporary));
  return join(usable ? temporary : '/tmp', name);
}

function shortHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
