import 'server-only';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '#server/core/operator-error.ts';
import type { Place } from '#server/core/postgres/place.ts';

const FAST_STOP_MS = 8_000;
const LAST_CHANCE_MS = 10_000;

/** The lines of postmaster.pid that matter: 1 is the process id, 8 the state. Null when there is no such file. */
export function readPostmasterFile(cluster: string): { pid: number; status: string } | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch {
    return null;
  }
}

/**
 * Ends a server that outlived its supervisor and clears its lock file away, so that ours can start. A file that names a
 * dead, zombie or foreign process is removed, once no process at all works in the cluster any more.
 */
export async function endOutlived(place: Place): Promise<void> {
  const file = readPostmasterFile(place.cluster);
  if (file === null) return;
  if (workers(place.cluster, file.pid).includes(file.pid)) signal(file.pid, 'SIGINT');
  if (!(await gone(place.cluster, file.pid, FAST_STOP_MS))) {
    for (const pid of workers(place.cluster, file.pid)) signal(pid, 'SIGQUIT');
    if (!(await gone(place.cluster, file.pid, LAST_CHANCE_MS))) {
      throw new OperatorError(
        `A Postgres of an earlier run still works in ${place.cluster} (process ${file.pid}) and does not end. End it, then start again.`,
      );
    }
  }
  rmSync(join(place.cluster, 'postmaster.pid'), { force: true });
}

async function gone(cluster: string, postmaster: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (workers(cluster, postmaster).length > 0) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Every process of Postgres works in its cluster's folder. Elsewhere than on Linux only the postmaster can be looked up. */
function workers(cluster: string, postmaster: number): number[] {
  if (process.platform !== 'linux') return isPostmasterByCommand(cluster, postmaster) ? [postmaster] : [];
  const folder = realpathSync(cluster);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === folder)
    .map(Number);
}

/** Undefined for processes of others, for zombies and for those that have just ended. */
function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function isPostmasterByCommand(cluster: string, pid: number): boolean {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(`-D ${cluster}`);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended by itself.
  }
}
