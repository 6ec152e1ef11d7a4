import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { BusyStoreError } from '#server/core/erasure/busy.ts';
import { ownTransaction, waitForEarlier } from '#server/core/erasure/open-transactions.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const never = new AbortController().signal;

test('who has written and is open is waited for, within bounds, and whoever begins later is not', async () => {
  const early = await mainPool().connect();
  const late = await mainPool().connect();
  await early.query('begin; select pg_current_xact_id()');
  const until = await ownTransaction(mainPool());
  await late.query('begin; select pg_current_xact_id()');
  await expect(waitForEarlier(until, never, 300)).rejects.toThrow(BusyStoreError);
  await expect(waitForEarlier(until, AbortSignal.abort())).rejects.toThrow();
  await early.query('commit');
  await waitForEarlier(until, never);
  await late.query('rollback');
  early.release();
  late.release();
});
