import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adviceOn, type IndexFacts } from '#lib/monitoring/storage/index-advice.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { findBareKeys } from '#server/monitoring/storage/foreign-keys.ts';
import { findIndexes } from '#server/monitoring/storage/indexes.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
const server = { version: 150_000, database: '', startedAt: '' };

const opened: pg.Client[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((client) => client.end()));
});

async function open(login: Partial<pg.ClientConfig> = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...database.superuser(), ...login });
  await client.connect();
  opened.push(client);
  return client;
}

let owner: pg.Client;
beforeEach(async () => {
  owner = await open();
});

/** What is advised on one index, by what is kept of it. */
async function adviceOf(name: string) {
  const kept = await owner.query(
    'select scans::float8 as scans, coalesce(used_at, first_seen_at) as since from monitor.indexes where name = $1',
    [name],
  );
  const { scans = null, since = null } = kept.rows[0] ?? {};
  const facts = (await findIndexes(owner, server))
    .filter((index) => index.name === name)
    .map(
      (index): IndexFacts => ({ ...index, ours: false, scansThen: scans, unusedSince: since?.toISOString() ?? null }),
    );
  return adviceOn(facts, [], [], new Date()).map(({ kind, ddl }) => ({ kind, ddl }));
}

test('an index of a partitioned table is used when a part of it is, and dropped with the table locked', async () => {
  await owner.query(
    `create table public.parted (id int, year int, part int) partition by list (year);
     create table public.parted_1 partition of public.parted for values in (1);
     create table public.parted_2 partition of public.parted for values in (2) partition by list (part);
     create table public.parted_2_1 partition of public.parted_2 for values in (1);
     create index parted_id on public.parted (id);
     insert into public.parted select n, 2, 1 from generate_series(1, 20000) n;
     select monitor.note_indexes();
     update monitor.indexes set first_seen_at = now() - interval '40 days' where name = 'parted_id'`,
  );
  expect(await adviceOf('parted_id')).toEqual([{ kind: 'unused', ddl: 'DROP INDEX public.parted_id;' }]);
  await owner.query('set enable_seqscan = off; set enable_bitmapscan = off');
  await owner.query('select id from public.parted where id = 77');
  await owner.query('select pg_stat_force_next_flush()');
  await owner.query('select 1');
  // Once in each part. Also before that is kept it is known.
  expect(await adviceOf('parted_id')).toEqual([]);
  await owner.query('select monitor.note_indexes()');
  const { rows } = await owner.query("select scans::int, used_at from monitor.indexes where name = 'parted_id'");
  expect(rows).toEqual([{ scans: 2, used_at: expect.any(Date) }]);
  expect(await adviceOf('parted_id')).toEqual([]);
  await owner.query('drop index public.parted_id; drop table public.parted');
});

test('a unique index is double only beside one that forbids the same as early', async () => {
  await owner.query(
    `create table public.codes (a int, b int, constraint codes_late unique (a) deferrable);
     create unique index codes_now on public.codes (a);
     create unique index codes_now_too on public.codes (a);
     create unique index codes_one_null on public.codes (b) nulls not distinct;
     create unique index codes_nulls on public.codes (b)`,
  );
  const facts = (await findIndexes(owner, server))
    .filter(({ table }) => table === 'public.codes')
    .map((index): IndexFacts => ({ ...index, ours: false, scansThen: null, unusedSince: null }));
  const advice = adviceOn(facts, [], [], new Date()).map(({ kind, index }) => `${kind} ${index}`);
  expect(advice).toEqual(['duplicate codes_now_too']);
  await owner.query('drop table public.codes');
});

test('an index that another login builds is not called broken by who may not see it', async () => {
  await mainPool().query('create table public.growing (id int)');
  await owner.query("drop role if exists indexes_nobody; create role indexes_nobody login password 'nobody'");
  const nobody = await open({ user: 'indexes_nobody', password: 'nobody' });
  const isBuilding = async (client: pg.Client) =>
    (await findIndexes(client, server)).filter(({ isValid }) => !isValid).map((index) => index.isBuilding);
  const writer = await open();
  await writer.query('begin; insert into public.growing values (1)');
  const builder = await open();
  const { rows } = await builder.query('select pg_backend_pid() as pid');
  const build = builder.query('create index concurrently growing_id on public.growing (id)').catch(() => null);
  await expect.poll(() => isBuilding(owner)).toEqual([true]);
  expect(await isBuilding(nobody)).toEqual([true]);
  await owner.query('select pg_cancel_backend($1)', [rows[0].pid]);
  await build;
  await writer.query('rollback');
  expect(await isBuilding(nobody)).toEqual([false]);
  await owner.query('drop table public.growing; drop role indexes_nobody');
});

test('a foreign key is bare until an index begins with its columns', async () => {
  await owner.query(
    `create table public.people_of (id int, at int, primary key (id, at));
     create table public.orders_of (person int, at int, what text, constraint orders_of_people foreign key (person, at) references public.people_of);
     insert into public.people_of values (1, 1); insert into public.orders_of select 1, 1, '' from generate_series(1, 100);
     create index orders_of_what on public.orders_of (what, person, at); analyze public.orders_of`,
  );
  const bare = async () => (await findBareKeys(owner)).find(({ name }) => name === 'orders_of_people');
  expect(await bare()).toEqual({
    ...{ table: 'public.orders_of', name: 'orders_of_people', target: 'public.people_of' },
    ...{ columns: ['person', 'at'], list: 'person, at', rows: 100, partitions: null },
  });
  await owner.query('create index orders_of_at on public.orders_of (at, person)');
  expect(await bare()).toBeUndefined();
  const serving = (await findIndexes(owner, server)).filter(({ name }) => name.startsWith('orders_of'));
  expect(serving.map(({ name, servesKey }) => [name, servesKey])).toEqual([
    ['orders_of_at', true],
    ['orders_of_what', false],
  ]);
  await owner.query('drop table public.orders_of, public.people_of');
});

test('the index that a foreign key of a partitioned table wants is made partition by partition', async () => {
  await owner.query(
    `create table public.owners (id int primary key); insert into public.owners values (1);
     create table public.things (id int, "order" int references public.owners) partition by list (id);
     create table public.things_1 partition of public.things for values in (1);
     insert into public.things select 1, 1 from generate_series(1, 10001); analyze public.things`,
  );
  const wanted = async () =>
    adviceOn([], [], await findBareKeys(owner), new Date()).filter(({ table }) => table === 'public.things');
  const [advice] = await wanted();
  for (const statement of advice?.ddl.split('\n') ?? []) await owner.query(statement);
  expect(advice?.kind).toBe('wanted');
  expect(await wanted()).toEqual([]);
  await owner.query('drop table public.things, public.owners');
});
