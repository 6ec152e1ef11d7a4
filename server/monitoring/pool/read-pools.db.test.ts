import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { poolSampleSchema } from '#lib/monitoring/pool/figures.ts';
import { holdingOf } from '#lib/monitoring/pool/holders.ts';
import { BoundedPool, type BoundedPoolOptions } from '#server/core/db/bounded-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inRequest, inWork, noteActor } from '#server/core/request-context.ts';
import { readPools } from '#server/monitoring/pool/read-pools.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
const NAME = 'measured-pool';
let pools: BoundedPool[] = [];

function open(options: Partial<BoundedPoolOptions> = {}): BoundedPool {
  const pool = new BoundedPool({
    ...database.connection(),
    application_name: NAME,
    base: 0,
    overflow: 10,
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

function figures(name = NAME) {
  const found = poolSampleSchema.parse(readPools()).find((pool) => pool.name === name);
  if (found === undefined) throw new Error(`No pool ${name}.`);
  return found;
}

test('31 of 35 held: every holder is named, with what it is for, for whom, its backend and its statement', async () => {
  const pool = open({ base: 5, overflow: 30 });
  await pool.warm();
  const clients = await Promise.all(
    Array.from({ length: 31 }, (_, place) =>
      inRequest(
        `request-${place}`,
        async () => {
          noteActor(`user:${place}`);
          const client = await pool.connect();
          await client.query('select\n  $1::int as place', [place]);
          return client;
        },
        { route: `/page-${place}`, operation: 'someAction' },
      ),
    ),
  );
  const seen = figures();
  expect(seen).toMatchObject({ base: 5, max: 35, open: 31, out: 31, idle: 0, waiting: 0, holdersMore: 0 });
  expect(new Set(seen.holders.map(({ route }) => route)).size).toBe(31);
  const { rows } = await mainPool().query(
    'select pid from pg_stat_activity where datname = current_database() and application_name = $1',
    [NAME],
  );
  expect(new Set(seen.holders.map(({ pid }) => pid))).toEqual(new Set(rows.map(({ pid }) => pid)));
  for (const holder of seen.holders) {
    expect(holder).toMatchObject({
      operation: 'someAction',
      actor: `user:${holder.route?.slice('/page-'.length)}`,
      statement: 'select $1::int as place',
      running: false,
    });
  }
  for (const client of clients) client.release();
  expect(figures()).toMatchObject({ out: 0, idle: 31, holders: [] });
  expect(figures().hold.count).toBe(31);
});

test('ten waiters with known delays: the p95 of those that waited is right to 10 %', async () => {
  const pool = open({ overflow: 1 });
  const first = await pool.connect();
  const took: number[] = [];
  const waiters = Array.from({ length: 10 }, async () => {
    const asked = performance.now();
    const client = await pool.connect();
    took.push(performance.now() - asked);
    await pause(40);
    client.release();
  });
  await pause(100);
  expect(figures()).toMatchObject({ waiting: 10, out: 1, waiters: [{ count: 10, route: null }] });
  expect(figures().longestWaitMs).toBeGreaterThan(90);
  first.release();
  await Promise.all(waiters);
  const { queued, wait } = figures();
  expect(queued.count).toBe(10);
  expect(wait.count).toBe(11);
  const longest = Math.max(...took);
  expect(Math.abs(queued.p95 / longest - 1)).toBeLessThan(0.1);
  expect(Math.abs(queued.p50 / (took.toSorted((a, b) => a - b)[4] ?? 0) - 1)).toBeLessThan(0.1);
});

test('a leak and a slow statement are told apart', async () => {
  const pool = open();
  const leaked = await inWork('leaking', () => pool.connect());
  await leaked.query('select 1');
  const slow = inWork('slow', () => pool.query('select pg_sleep(8)'));
  await pause(3_300);
  const { holders } = figures();
  const of = (operation: string) => holders.find((one) => one.operation === operation);
  expect(of('leaking')).toMatchObject({ running: false, statement: 'select 1' });
  expect(of('leaking')?.forMs).toBeGreaterThan(3_000);
  expect(of('slow')).toMatchObject({ running: true, statement: 'select pg_sleep(8)' });
  expect(holders.map(holdingOf).toSorted()).toEqual(['runs', 'still']);
  await slow;
  leaked.release();
});

test('what the one before ran is not said of the next', async () => {
  const pool = open({ overflow: 1 });
  await pool.query("select 'the one before'");
  const client = await pool.connect();
  expect(figures().holders[0]).toMatchObject({ statement: null, running: false, route: null, operation: null });
  client.release();
});

test('waits that end in a timeout are counted and say the same sentence as ever', async () => {
  const pool = open({ overflow: 1, acquireTimeoutMs: 1_000 });
  const client = await pool.connect();
  await expect(pool.connect()).rejects.toMatchObject({ name: 'PoolTimeoutError' });
  await expect(pool.query('select 1')).rejects.toThrow('within 1000 ms: 1 of 1 are in use and 0 more wait.');
  expect(figures()).toMatchObject({ waiting: 0, counts: { timeouts: 2, failed: 0, checkouts: 1 } });
  expect(figures().queued.count).toBe(2);
  client.release();
});

test('a server that is not there is a failure to open, not a timeout', async () => {
  const pool = open({ host: '/nowhere' });
  await expect(pool.query('select 1')).rejects.toThrow();
  expect(figures()).toMatchObject({ out: 0, waiting: 0, counts: { failed: 1, timeouts: 0, opened: 0 } });
});

test('a statement that fails, a client that breaks and a second release leave nothing held', async () => {
  const pool = open();
  await expect(pool.query('select 1/0')).rejects.toThrow('division by zero');
  const client = await pool.connect();
  client.on('error', () => {});
  await mainPool().query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1',
    [NAME],
  );
  await expect(client.query('select 1')).rejects.toThrow();
  await expect.poll(() => figures().holders, { timeout: 3000 }).toMatchObject([{ running: false }]);
  await expect(client.query('select 2')).rejects.toThrow();
  expect(figures().holders).toMatchObject([{ running: false, statement: 'select 2' }]);
  client.release(true);
  expect(() => client.release()).toThrow('already been released');
  await expect.poll(() => figures().counts.closed, { timeout: 3000 }).toBe(figures().counts.opened);
  expect(figures()).toMatchObject({ out: 0, open: 0, waiting: 0 });
});

test('connections that close for their age are counted, and are nobody’s checkouts', async () => {
  const pool = open({ base: 2, overflow: 0, recycleSeconds: 1 });
  await pool.warm();
  await pause(1_600);
  await expect.poll(() => figures().counts.recycled, { timeout: 3000 }).toBeGreaterThanOrEqual(2);
  expect(figures()).toMatchObject({ out: 0, counts: { checkouts: 0 }, hold: { count: 0 } });
});

test('what Prisma takes by itself is known for whom', async () => {
  const seen = await inRequest(
    'request',
    () =>
      prisma().$transaction(async (tx) => {
        noteActor('user:1');
        await tx.$queryRaw`select ${1}::int as one`;
        return figures('switchboard-web').holders;
      }),
    { route: '/phonebook', operation: null },
  );
  expect(seen).toMatchObject([{ route: '/phonebook', actor: 'user:1', statement: 'select $1::int as one' }]);
  const slow = inRequest('other', async () => await prisma().$queryRaw`select pg_sleep(0.4)::text`, {
    route: 'GET /slow',
    operation: null,
  });
  const noticed = slow.then(() => figures('switchboard-web'));
  await expect
    .poll(() => figures('switchboard-web').holders, { timeout: 350, interval: 20 })
    .toMatchObject([{ route: 'GET /slow', running: true }]);
  expect((await noticed).holders).toEqual([]);
});

test('a pool that ended is gone', async () => {
  const pool = open();
  await pool.query('select 1');
  pools = [];
  await pool.end();
  expect(readPools().some(({ name }) => name === NAME)).toBe(false);
});
