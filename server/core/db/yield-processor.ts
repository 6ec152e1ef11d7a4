import 'server-only';
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type pg from 'pg';

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
    if (typeof client.processID === 'number') standBack(client.processID);
  });
}

function standBack(pid: number): void {
  try {
    // In a container the number may be another process's here.
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres:')) return;
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Another user's process, one that has ended, or a system without /proc: as it was.
  }
}
