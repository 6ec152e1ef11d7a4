import 'server-only';
import pg from 'pg';
import { z } from 'zod';
import { directConnection } from '#server/core/db/connection.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { BusyStoreError } from '#server/core/erasure/busy.ts';
import { log } from '#server/core/log.ts';

/** Any number, the same for all: an erasure has it alone, imports share it. */
const GATE_LOCK = 721_004_215;

/** A firewall forgets a session that says nothing for some minutes. */
const KEPT_ALIVE_AFTER_MS = 60_000;

/** What whoever would import meanwhile is told. */
export const BEING_ERASED = 'Somebody is being erased. Try it again when that has ended.';

const takenRow = z.tuple([z.object({ taken: z.boolean() })]);

/**
 * Does `work` while nothing is erased; an erasure that would begin meanwhile is taken up again later.
 * @returns null, and nothing was done, while an erasure is at work
 */
export function whileNothingIsErased<T>(work: () => Promise<T>): Promise<T | null> {
  return holding('pg_try_advisory_lock_shared', work);
}

/**
 * Does `work` while no import is at work; none begins meanwhile.
 * @throws BusyStoreError, and nothing was done, while one is
 */
export async function whileNothingIsImported<T>(work: () => Promise<T>): Promise<T> {
  const done = await holding('pg_try_advisory_lock', work);
  if (done === null) throw new BusyStoreError('An import is at work; the erasure waits for it.');
  return done;
}

/** A session of its own, past any bouncer: whatever happens to `work` or to this process, its end gives the lock back. */
async function holding<T>(take: string, work: () => Promise<T>): Promise<T | null> {
  const client = new pg.Client({
    ...directConnection(),
    application_name: mainPool().applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEPT_ALIVE_AFTER_MS,
  });
  client.on('error', (error) => log.warn({ event: 'erasure.gate_lost', message: error.message }));
  try {
    await client.connect();
    // The session says nothing until the work has ended, which may take hours.
    await client.query('set idle_session_timeout = 0');
    const { rows } = await client.query(`select ${take}($1) as taken`, [GATE_LOCK]);
    return takenRow.parse(rows)[0].taken ? await work() : null;
  } finally {
    await client.end();
  }
}
