import { expect } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';

const WAITING = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** Lets `work` begin while what another did is not committed, and commits when `work` waits for it. */
export async function whileOpen<T>(done: readonly string[], work: () => Promise<T>): Promise<T> {
  const other = await mainPool().connect();
  await other.query('begin');
  for (const sql of done) await other.query(sql);
  const working = work();
  await expect.poll(async () => (await mainPool().query(WAITING)).rowCount, { interval: 10 }).toBe(1);
  await other.query('commit');
  other.release();
  return working;
}
