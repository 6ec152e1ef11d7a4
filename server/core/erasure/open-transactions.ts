import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { BusyStoreError } from '#server/core/erasure/busy.ts';

const LOOK_EVERY_MS = 250;
const LONGEST_WAIT_MS = 60_000;

const idRow = z.tuple([z.object({ id: z.string() })]);
const overRow = z.tuple([z.object({ over: z.boolean() })]);

/** The id of the oldest transaction that has not ended: what a reader sees now of any before it, it sees for good. */
export async function oldestOpen(): Promise<string> {
  const { rows } = await mainPool().query('select pg_snapshot_xmin(pg_current_snapshot())::text as id');
  return idRow.parse(rows)[0].id;
}

/**
 * The id of the transaction of `client`: whatever is open now, and has written, has a lower one. The bound of a snapshot would not
 * do: it follows the newest that has ended, past which others may be at work.
 */
export async function ownTransaction(client: Pick<PoolClient, 'query'>): Promise<string> {
  const { rows } = await client.query('select pg_current_xact_id()::text as id');
  return idRow.parse(rows)[0].id;
}

/**
 * Waits until every transaction with an id below `until` has ended, of whatever database of the server: ids do not say of which.
 * @throws BusyStoreError when one is still open after a minute, or `longestMs`; whoever comes again with the same `until` need
 * not wait for those that began since
 */
export async function waitForEarlier(until: string, signal: AbortSignal, longestMs = LONGEST_WAIT_MS): Promise<void> {
  const deadline = performance.now() + longestMs;
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await mainPool().query('select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as over', [
      until,
    ]);
    if (overRow.parse(rows)[0].over) return;
    if (performance.now() > deadline)
      throw new BusyStoreError('A transaction that may have stored something is still open; the erasure waits for it.');
    await pause(LOOK_EVERY_MS);
  }
}
