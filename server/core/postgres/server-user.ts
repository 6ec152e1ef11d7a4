import 'server-only';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { OperatorError } from '#server/core/operator-error.ts';

/** Whom the server runs as. Undefined ids: ourselves, since only root may and must change. */
export type ServerUser = { uid?: number; gid?: number; name: string };

/**
 * Postgres refuses to run as root: `postgres` takes over, else `nobody`. A cluster that is there already decides by
 * its owner, so that a package installed later does not lock us out of it.
 * @param cluster the data directory of Postgres, whether it exists or not
 */
export function serverUser(cluster: string): ServerUser {
  if (process.getuid?.() !== 0) return { name: 'yourself' };
  const users = accounts();
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid;
  const user =
    users.find((one) => one.uid === owner && one.uid !== 0) ??
    users.find((one) => one.name === 'postgres') ??
    users.find((one) => one.name === 'nobody');
  if (user !== undefined) return user;
  throw new OperatorError(
    'Postgres does not run as root, and this machine has neither a user postgres nor nobody. Start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether that user can enter a folder. */
export function canEnter(user: ServerUser, folder: string): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'test -d "$1" && test -x "$1" && test -r "$2"', 'sh', folder, '/'], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return probe.status === 0;
}

function accounts(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
