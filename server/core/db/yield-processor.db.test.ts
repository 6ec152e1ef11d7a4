import { existsSync, readFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import type pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { yieldProcessor } from '#server/core/db/yield-processor.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
let pools: BoundedPool[] = [];

function open(): BoundedPool {
  const pool = new BoundedPool({
    ...database.connection(),
    application_name: 'pool-under-test',
    base: 0,
    overflow: 2,
    recycleSeconds: 3_600,
    acquireTimeoutMs: 3_000,
  });
  pools.push(pool);
  return pool;
}

async function priorityBehind(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query('select pg_backend_pid() as pid');
  return getPriority(rows[0].pid);
}

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  pools = [];
});

test('processes behind a pool that yields stand back, those behind others do not', async () => {
  const yielding = open();
  yieldProcessor(yielding, database.connection().host);
  const usual = await priorityBehind(open());
  expect(usual).toBeLessThan(constants.priority.PRIORITY_BELOW_NORMAL);
  expect(await priorityBehind(yielding)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
});

// As the kernel of this machine may be built without it.
test.runIf(existsSync('/proc/self/autogroup'))(
  'where the processor is shared between sessions, theirs stand back',
  async () => {
    const yielding = open();
    yieldProcessor(yielding, database.connection().host);
    const clients = await Promise.all([yielding.connect(), yielding.connect()]);
    const sessions = async () =>
      Promise.all(
        clients.map(async (client) => {
          const { rows } = await client.query('select pg_backend_pid() as pid');
          return readFileSync(`/proc/${rows[0].pid}/autogroup`, 'utf8').trim().split(' nice ')[1];
        }),
      );
    await expect.poll(sessions).toEqual(['5', '5']);
    for (const client of clients) client.release();
  },
);

test('a server that is not behind a socket of this machine is left as it is', async () => {
  const usual = await priorityBehind(open());
  const far = open();
  yieldProcessor(far, 'db.example.org');
  expect(await priorityBehind(far)).toBe(usual);
});
