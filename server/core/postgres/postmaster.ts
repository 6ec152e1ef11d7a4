import 'server-only';
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '#server/core/operator-error.ts';
import type { Binaries } from '#server/core/postgres/binaries.ts';
import { postgresEnvironment } from '#server/core/postgres/initialise.ts';
import { readPostmasterFile } from '#server/core/postgres/outlived.ts';
import type { Place } from '#server/core/postgres/place.ts';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 3_000;
const LOG_FILE_LIMIT_BYTES = 5_000_000;

export type Postmaster = {
  /** Settles when the server has gone, asked or not. */
  exited: Promise<void>;
  /** Fast shutdown: sessions end, everything acknowledged is on disk. Waits until the server has gone. */
  stop(): Promise<void>;
  /** Ends it at once, without a checkpoint; the next start recovers. */
  kill(): void;
};

/**
 * Starts Postgres on its socket and waits until it takes connections; crash recovery may take its time.
 * It runs in a process group of its own, so that Ctrl+C reaches us first, and writes to a file, so that it never holds
 * a pipe of ours open.
 */
export async function startPostmaster(place: Place, binaries: Binaries): Promise<Postmaster> {
  const log = openLog(place.logFile);
  const child = spawn(join(binaries.folder, 'bin', 'postgres'), ['-D', place.cluster, '-k', place.socketFolder], {
    uid: place.user.uid,
    gid: place.user.gid,
    cwd: '/',
    env: postgresEnvironment,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await readiness(place, child);
  return { exited, stop: () => stopPostmaster(child, exited), kill: () => void child.kill('SIGQUIT') };
}

async function readiness(place: Place, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const file = readPostmasterFile(place.cluster);
    if (file !== null && file.pid === child.pid && file.status === 'ready') return;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new OperatorError(`Postgres did not start. The end of ${place.logFile}: ${logEnd(place.logFile)}`);
    }
    await sleep(10);
  }
  child.kill('SIGQUIT');
  throw new OperatorError(
    `Postgres was not ready within ${READY_WITHIN_MS / 1000} s. The end of ${place.logFile}: ${logEnd(place.logFile)}`,
  );
}

async function stopPostmaster(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGINT');
  const timer = new AbortController();
  const late = sleep(STOP_WITHIN_MS, 'late', { signal: timer.signal, ref: false }).catch(() => 'stopped');
  if ((await Promise.race([exited, late])) === 'late') child.kill('SIGQUIT');
  timer.abort();
  await exited;
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_FILE_LIMIT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function logEnd(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' | ');
}
