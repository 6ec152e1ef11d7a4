import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { BoundedPool, type BoundedPoolOptions } from '#server/core/db/bounded-pool.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
let pools: BoundedPool[] = [];

function open(options: Partial<BoundedPoolOptions> = {}): BoundedPool {
  const pool = new BoundedPool({
    ...database.connection(),
    application_name: 'pool-under-test',
    base: 10,
    overflow: 20,
    recycleSeconds: 3600,
    acquireTimeoutMs: 3000,
    ...options,
  });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  pools = [];
});

async function backends(watcher: BoundedPool): Promise<{ count: number; oldest: number }> {
  const { rows } = await watcher.query(`
    select count(*)::int as count, coalesce(max(extract(epoch from clock_timestamp() - backend_start)), 0)::float8 as oldest
    from pg_stat_activity where application_name = 'pool-under-test' and datname = current_database()`);
  return rows[0];
}

function watcher(): BoundedPool {
  return open({ application_name: 'watcher', base: 1, overflow: 0 });
}

describe('the bounded pool', () => {
  test('opens nothing until it is warmed, then its base', async () => {
    const pool = open();
    const watch = watcher();
    expect(await backends(watch)).toMatchObject({ count: 0 });
    await pool.warm();
    expect(await backends(watch)).toMatchObject({ count: 10 });
    expect(pool).toMatchObject({ totalCount: 10, idleCount: 10, inUse: 0 });
  });

  test('opens its overflow under load and closes it when idle, down to the base', async () => {
    const pool = open({ base: 3, overflow: 4, idleTimeoutMillis: 200 });
    await pool.warm();
    const clients = await Promise.all(Array.from({ length: 7 }, () => pool.connect()));
    expect(pool.totalCount).toBe(7);
    for (const client of clients) client.release();
    await expect.poll(() => pool.totalCount, { timeout: 3000 }).toBe(3);
    await pause(400);
    expect(await backends(watcher())).toMatchObject({ count: 3 });
  });

  test('ends a wait that lasts too long with a sentence', async () => {
    const pool = open({ base: 1, overflow: 1, acquireTimeoutMs: 1_000 });
    const clients = await Promise.all([pool.connect(), pool.connect()]);
    await expect(pool.query('select 1')).rejects.toMatchObject({
      name: 'PoolTimeoutError',
      message: 'No database connection became free within 1000 ms: 2 of 2 are in use and 0 more wait.',
    });
    for (const client of clients) client.release();
    await expect(pool.query('select 1')).resolves.toBeDefined();
  });

  test('replaces base connections that the server ends, while others are idle', async () => {
    const pool = open({ base: 4, overflow: 0 });
    const watch = watcher();
    await pool.warm();
    await watch.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool-under-test' and datname = current_database() limit 2`,
    );
    await expect.poll(() => pool.totalCount, { timeout: 3000 }).toBeLessThan(5);
    await expect.poll(async () => (await backends(watch)).count, { timeout: 3000 }).toBe(4);
    // The server counts a connection before the pool has it.
    await expect.poll(() => pool.idleCount).toBe(4);
  });

  test('with a recycle of 5 s under load no backend grows older than 6 s, no query fails and the base stays', async () => {
    const pool = open({ base: 10, overflow: 20, recycleSeconds: 5 });
    const watch = watcher();
    await pool.warm();
    const until = Date.now() + 12_000;
    let answered = 0;
    let oldest = 0;
    let fewest = Number.POSITIVE_INFINITY;
    const load = Array.from({ length: 12 }, async () => {
      while (Date.now() < until) {
        await pool.query('select pg_sleep(0.005)');
        answered += 1;
        await pause(Math.random() * 10);
      }
    });
    const watching = (async () => {
      while (Date.now() < until) {
        const seen = await backends(watch);
        oldest = Math.max(oldest, seen.oldest);
        fewest = Math.min(fewest, seen.count);
        await pause(50);
      }
    })();
    await Promise.all([...load, watching]);
    expect(answered).toBeGreaterThan(1000);
    expect(oldest).toBeGreaterThan(3);
    expect(oldest).toBeLessThan(6);
    expect(fewest).toBeGreaterThanOrEqual(6);
    await expect.poll(() => pool.totalCount, { timeout: 3000 }).toBeGreaterThanOrEqual(10);
  }, 30_000);

  test('recycles an idle base too, and refills it', async () => {
    const pool = open({ base: 5, overflow: 0, recycleSeconds: 1 });
    const watch = watcher();
    await pool.warm();
    await pause(2500);
    const seen = await backends(watch);
    expect(seen.oldest).toBeLessThan(1.5);
    await expect.poll(() => pool.totalCount, { timeout: 3000 }).toBe(5);
  });
});
