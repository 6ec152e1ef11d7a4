import { afterEach, expect, test } from 'vitest';
import type { Tally } from '#lib/monitoring/errors/tally.ts';
import { BoundedPool, type BoundedPoolOptions } from '#server/core/db/bounded-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { readBook } from '#server/core/failures/book.ts';
import { inRequest, inWork } from '#server/core/request-context.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
let number = 0;
let pools: BoundedPool[] = [];
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  pools = [];
});

/** A pool under a name of its own, by which its failures are told from others'. */
function open(options: Partial<BoundedPoolOptions> = {}): BoundedPool {
  number += 1;
  const pool = new BoundedPool({
    ...database.connection(),
    application_name: `watched-${number}`,
    ...{ base: 0, overflow: 4, recycleSeconds: 3_600, acquireTimeoutMs: 500 },
    ...options,
  });
  pools.push(pool);
  return pool;
}

/** What was counted of a pool, over all minutes. */
function countsOf(pool: BoundedPool): Pick<Tally, 'kind' | 'name' | 'place' | 'detail' | 'failed'>[] {
  const tallies = readBook(0).minutes.flatMap((minute) => minute.tallies);
  const own = tallies.filter((tally) => tally.pool === pool.applicationName);
  const sums = Map.groupBy(own, ({ kind, name, place, detail }) => JSON.stringify({ kind, name, place, detail }));
  return [...sums].map(([matter, group]) => ({
    ...JSON.parse(matter),
    failed: group.reduce((sum, { failed }) => sum + failed, 0),
  }));
}

const failing = (work: Promise<unknown>) => expect(work).rejects.toThrow();

test('exact counts by SQLSTATE, with the place and the constraint, and no value', async () => {
  const pool = open({ overflow: 1 });
  await pool.query('create table secrets (word text primary key)');
  await pool.query("insert into secrets values ('Quillfeather')");
  const insert = () => pool.query({ text: 'insert into secrets values ($1)', values: ['Quillfeather'] });
  for (let index = 0; index < 20; index += 1)
    await inRequest('one', () => failing(insert()), { route: '/phonebook', operation: 'saveAction' });
  const hasty = open({ statement_timeout: 200 });
  for (let index = 0; index < 10; index += 1)
    await inWork('questions.group', () => failing(hasty.query('select pg_sleep(1)')));
  expect(countsOf(pool)).toEqual([
    { kind: 'query', name: '23505', place: '/phonebook saveAction', detail: 'secrets_pkey on secrets', failed: 20 },
  ]);
  expect(countsOf(hasty)).toEqual([{ kind: 'query', name: '57014', place: 'questions.group', detail: '', failed: 10 }]);
  expect(JSON.stringify(readBook(0))).not.toContain('Quillfeather');
});

test('what Prisma sends, a transaction and a callback count as well', async () => {
  const before = countsOf(mainPool()).reduce((sum, { failed }) => sum + failed, 0);
  await inRequest('two', () => failing(prisma().$queryRaw`select 1 / ${0}::int`.then((rows) => rows)), {
    route: '/prisma',
    operation: null,
  });
  const client = await mainPool().connect();
  await new Promise((resolve) => client.query('select nothing', resolve));
  client.release();
  const counts = countsOf(mainPool());
  expect(counts.reduce((sum, { failed }) => sum + failed, 0) - before).toBe(2);
  expect(counts).toContainEqual(expect.objectContaining({ name: '22012', place: '/prisma', failed: 1 }));
  expect(counts).toContainEqual(expect.objectContaining({ name: '42703', failed: 1 }));
});

test('waits in vain, refused, lost and unanswered connections are told apart', async () => {
  const full = open({ overflow: 1, acquireTimeoutMs: 400 });
  const client = await full.connect();
  await inWork('waiting', () => failing(full.connect()));
  client.release();
  expect(countsOf(full)).toMatchObject([{ kind: 'timeout', place: 'waiting', failed: 1 }]);

  const nowhere = open({ host: '/nowhere' });
  await failing(nowhere.query('select 1'));
  expect(countsOf(nowhere)).toMatchObject([{ kind: 'connection', name: 'ENOENT', failed: 1 }]);

  const stranger = open({ password: 'wrong', user: 'nobody_knows' });
  await failing(stranger.query('select 1'));
  expect(countsOf(stranger)).toMatchObject([{ kind: 'connection', name: expect.stringMatching(/^28/), failed: 1 }]);

  const ended = open();
  const held = await inWork('held', () => ended.connect());
  held.on('error', () => {});
  await mainPool().query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
    ended.applicationName,
  ]);
  await expect
    .poll(() => countsOf(ended), { timeout: 3_000 })
    .toMatchObject([{ kind: 'connection', name: '57P01', place: 'held', failed: 1 }]);
  held.release(true);

  const cut = open();
  const other = await cut.connect();
  other.on('error', () => {});
  const wire: unknown = Reflect.get(other, 'connection');
  const stream: unknown = typeof wire === 'object' && wire !== null ? Reflect.get(wire, 'stream') : undefined;
  if (stream instanceof Object && 'destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
  await expect
    .poll(() => countsOf(cut), { timeout: 3_000 })
    .toMatchObject([{ kind: 'connection', name: 'lost', failed: 1 }]);
  other.release(true);

  const patient = open({ query_timeout: 40 });
  await failing(inWork('asking', () => patient.query('select pg_sleep(1)')));
  expect(countsOf(patient)).toMatchObject([{ kind: 'connection', name: 'unanswered', place: 'asking', failed: 1 }]);
});

test('connections that end as they should are no failures', async () => {
  const pool = open({ idleTimeoutMillis: 20 });
  await pool.query('select 1');
  await expect.poll(() => pool.totalCount, { timeout: 3_000 }).toBe(0);
  const client = await pool.connect();
  client.release(true);
  expect(countsOf(pool)).toEqual([]);
});

test('of a deadlock between two of ours both are named at once, with their statements and without values', async () => {
  const pool = open();
  await pool.query('create table pairs as select n as id, 0 as value from generate_series(1, 2) n');
  const update = 'update pairs set value = $1 where id = $2';
  const [one, other] = await Promise.all(
    ['one', 'other'].map((name) => inRequest(name, () => pool.connect(), { route: `/${name}`, operation: null })),
  );
  if (one === undefined || other === undefined) throw new Error('No connections.');
  await Promise.all([one.query('begin'), other.query('begin')]);
  await one.query(update, [4711, 1]);
  await other.query(update, [4712, 2]);
  const ends = await Promise.allSettled([one.query(update, [4713, 2]), other.query(update, [4714, 1])]);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  for (const client of [one, other]) {
    await client.query('rollback');
    client.release();
  }
  const deadlock = readBook(0).deadlocks.at(-1);
  expect(deadlock).toMatchObject({
    sure: true,
    waits: [{ mode: 'ShareLock', on: 'transaction' }, { mode: 'ShareLock' }],
  });
  expect(deadlock?.parties.map(({ route }) => route).toSorted()).toEqual(['/one', '/other']);
  for (const party of deadlock?.parties ?? [])
    expect(party).toMatchObject({ application: pool.applicationName, statement: update });
  const pids = [one, other].map((client) => Reflect.get(client, 'processID'));
  expect(pids).toContain(deadlock?.victim);
});
