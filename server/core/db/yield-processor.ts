import 'server-only';
import { readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const NICENESS = constants.priority.PRIORITY_BELOW_NORMAL;
/** A third of another session's weight (1024 to 335, `sched_prio_to_weight`): at a tenth, whatever waits for this work waits too long. */
const SESSION_NICENESS = 5;
/** Linux takes the niceness of a session from an ordinary user ten times a second, whoever they are. */
const TRIES = 20;
const TRY_EVERY_MS = 150;

/** pg's own: the process that serves the connection. */
type Served = pg.ClientBase & { processID?: number | null };

/**
 * Lets the server's processes behind a pool stand back when others want the processor, as the process that owns the pool
 * does: Postgres has no setting for it. Only where they are this machine's, that is behind a socket in its file system;
 * where they are somebody else's they stay as they are.
 */
export function yieldProcessor(pool: pg.Pool, host: string): void {
  if (!host.startsWith('/')) return;
  pool.on('connect', (client: Served) => {
    if (typeof client.processID === 'number') void standBack(client.processID);
  });
}

async function standBack(pid: number): Promise<void> {
  try {
    if (!isPostgres(pid)) return;
    setPriority(pid, NICENESS);
    await sessionStandsBack(pid);
  } catch {
    // Another user's process, one that has ended, or a system without /proc: as it was.
  }
}

/** In a container the number may be another process's here. */
function isPostgres(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres:');
}

/**
 * Where Linux shares the processor between sessions first (`sched_autogroup_enabled`, as most distributions have it), a
 * process's own niceness counts only within its session. Each of Postgres's processes is a session by itself.
 */
async function sessionStandsBack(pid: number): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return writeFileSync(`/proc/${pid}/autogroup`, String(SESSION_NICENESS));
    } catch (error) {
      const isTooSoon = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isTooSoon || tries === TRIES) throw error;
    }
    await sleep(TRY_EVERY_MS);
    if (!isPostgres(pid)) return;
  }
}
