import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countersSchema } from '#lib/monitoring/storage/counters.ts';
import { type Storage, storageSchema } from '#lib/monitoring/storage/sample.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import type { Probe } from '#server/monitoring/probe.ts';
import { Line } from '#server/monitoring/sampler/line.ts';
import { countersProbe } from '#server/monitoring/storage/counters-probe.ts';
import { History, keepSizes } from '#server/monitoring/storage/history.ts';
import { findTableSizes } from '#server/monitoring/storage/sizes.ts';
import { storageProbe } from '#server/monitoring/storage/storage-probe.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();

let line: Line;
let history: History;
const opened: pg.Client[] = [];
beforeEach(() => {
  line = new Line({ holdsLock: false });
  history = new History();
});
afterEach(async () => {
  await line.close();
  await Promise.all(opened.splice(0).map((client) => client.end()));
});

async function read<T>(probe: Probe<T>): Promise<T> {
  const reading = await line.read((client, server) => probe.read(client, server));
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

async function readStorage(): Promise<Storage> {
  await history.look(new Date());
  return storageSchema.parse(await read(storageProbe(history)));
}

async function asSuperuser(): Promise<pg.Client> {
  const client = new pg.Client(database.superuser());
  await client.connect();
  opened.push(client);
  return client;
}

function measured<T>(panel: { state: string; value?: T }): T {
  if (panel.state !== 'measured' || panel.value === undefined) throw new Error(JSON.stringify(panel));
  return panel.value;
}

test('every matter is measured on our own server, and sizes are those of psql', async () => {
  const sample = await readStorage();
  const states = Object.entries(sample).flatMap(([name, panel]) =>
    typeof panel === 'string' ? [] : [[name, panel.state]],
  );
  expect(Object.fromEntries(states)).toEqual({
    tables: 'measured',
    indexes: 'measured',
    sequences: 'measured',
    pending: 'measured',
    slots: 'measured',
    wal: 'measured',
    horizon: 'measured',
    wraparound: 'measured',
    partitions: 'measured',
    disk: 'measured',
    growth: 'blind',
  });
  const { rows, rest, totalBytes } = measured(sample.tables);
  const asked = await mainPool().query(
    `select n.nspname || '.' || w.relname as name, sum(pg_total_relation_size(c.oid))::float8 as bytes
     from pg_class c join pg_class w on w.oid = coalesce(pg_partition_root(c.oid), c.oid) join pg_namespace n on n.oid = w.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') group by 1`,
  );
  const truth = new Map(asked.rows.map(({ name, bytes }) => [name, bytes]));
  // What the probe itself has kept since is larger by now.
  const quiet = rows.filter(({ name }) => !name.startsWith('monitor.'));
  expect(quiet.map(({ name, bytes }) => [name, bytes])).toEqual(quiet.map(({ name }) => [name, truth.get(name)]));
  expect(rows.length).toBe(40);
  expect(rest.tables + rows.length).toBe(truth.size);
  expect(rows.reduce((sum, { bytes }) => sum + bytes, rest.bytes)).toBe(totalBytes);
  expect(JSON.stringify(sample).length).toBeLessThan(50_000);
});

test('a table under an exclusive lock keeps its last size, and costs no other row anything', async () => {
  const holder = await asSuperuser();
  const probe = storageProbe(history);
  await history.look(new Date());
  const before = measured((await read(probe)).tables).rows.find(({ name }) => name === 'public.employees');
  await holder.query('begin; lock table public.employees in access exclusive mode');
  const began = Date.now();
  const { tables, indexes, sequences, pending } = await read(probe);
  expect(Date.now() - began).toBeLessThan(2_000);
  expect(measured(tables).rows.filter(({ locked }) => locked)).toMatchObject([
    { name: 'public.employees', bytes: before?.bytes },
  ]);
  expect([indexes.state, sequences.state, pending.state]).toEqual(['measured', 'measured', 'measured']);
  await holder.query('rollback');
});

test('an index that is gone is named with the statement that makes it again', async () => {
  await mainPool().query(
    'create table public.loose (id int primary key, word text); create index loose_word on public.loose (word)',
  );
  const probe = countersProbe(history);
  await history.look(new Date());
  expect((await read(probe)).gone).toEqual([]);
  const owner = await asSuperuser();
  await owner.query('drop index public.loose_word; drop index public.question_texts_asked_idx');
  const { gone } = countersSchema.parse(await read(probe));
  expect(gone.map(({ index, ours, ddl }) => ({ index, ours, ddl }))).toEqual([
    {
      index: 'loose_word',
      ours: false,
      ddl: 'CREATE INDEX CONCURRENTLY loose_word ON public.loose USING btree (word);',
    },
    {
      index: 'question_texts_asked_idx',
      ours: true,
      ddl: 'CREATE INDEX CONCURRENTLY question_texts_asked_idx ON public.question_texts USING btree (asked DESC, last_at DESC, id);',
    },
  ]);
  // Another monitor, that never saw them, still misses the one that belongs here.
  const anew = measured((await readStorage()).indexes).advice.filter(({ kind }) => kind === 'missing');
  expect(anew.map(({ index }) => index)).toEqual(['question_texts_asked_idx']);
  for (const { ddl } of gone) await owner.query(ddl);
  expect((await read(probe)).gone).toEqual([]);
  await owner.query('drop table public.loose');
  expect((await read(probe)).gone).toEqual([]);
});

test('an integer column on a bigint sequence ends where the column does', async () => {
  await mainPool().query(
    "create sequence public.wide; create table public.narrow (id integer primary key default nextval('public.wide')); select setval('public.wide', 1954210119)",
  );
  const { rows } = measured((await readStorage()).sequences);
  expect(rows[0]).toEqual({
    name: 'public.wide',
    column: 'public.narrow.id',
    type: 'integer',
    last: 1_954_210_119,
    max: 2_147_483_647,
    daysLeft: null,
  });
});

test('what waits in a text index is counted', async () => {
  await mainPool().query(
    `create table public.lists (year int, words text[]) partition by list (year);
     create table public.listed partition of public.lists for values in (1);
     create index listed_words on public.listed using gin (words) with (gin_pending_list_limit = 65536);
     insert into public.listed select 1, array[md5(n::text), md5((n + 1)::text)] from generate_series(1, 2000) n`,
  );
  const { rows } = measured((await readStorage()).pending);
  expect(rows[0]).toMatchObject({
    table: 'public.listed',
    parent: 'public.lists',
    index: 'listed_words',
    rows: 2_000,
    limitBytes: 64 * 1_024 ** 2,
  });
  expect(rows[0]?.bytes).toBeGreaterThan(50_000);
});

test('a missing month is noticed', async () => {
  await mainPool().query('select conversations_ensure_month(timezone($1, now())::timestamp + $2::interval)', [
    'utc',
    '1 month',
  ]);
  await mainPool().query('select conversations_ensure_month(timezone($1, now())::timestamp)', ['utc']);
  const covers = async () =>
    measured((await readStorage()).partitions).rows.find(({ name }) => name === 'public.conversations');
  expect(await covers()).toMatchObject({ coversNow: true, coversNext: true, inDefault: 0 });
  const { rows } = await mainPool().query(
    `select 'partitions.conversations_' || to_char(timezone('utc', now()), 'YYYY_MM') as name`,
  );
  const owner = await asSuperuser();
  await owner.query(`drop table ${rows[0].name}`);
  expect(await covers()).toMatchObject({ coversNow: false });
});

test.each([
  ['an end that is open', "from ('2020-01-01') to (maxvalue)", { newestTo: null, coversNow: true, coversNext: true }],
  ['an end at infinity', "from ('2020-01-01') to ('infinity')", { newestTo: null, coversNow: true, coversNext: true }],
  ['an end behind us', "from ('2020-01-01') to ('2021-01-01')", { coversNow: false, coversNext: false }],
])('partitions of time with %s', async (_, bounds, expected) => {
  await mainPool().query(
    `create table public.visits (at date) partition by range (at);
     create table public.visits_old partition of public.visits for values from (minvalue) to ('2019-01-01');
     create table public.visits_2019 partition of public.visits for values from ('2019-01-01') to ('2020-01-01');
     create table public.visits_new partition of public.visits for values ${bounds};
     create table public.visits_rest partition of public.visits default`,
  );
  const { rows } = measured((await readStorage()).partitions);
  expect(rows.find(({ name }) => name === 'public.visits')).toMatchObject({
    ...{ partitions: 3, oldestFrom: null, inDefault: 0 },
    ...expected,
  });
  await mainPool().query('drop table public.visits');
});

test('growth is told from a day of kept sizes on, and names the table that grows most', async () => {
  const owner = await asSuperuser();
  await owner.query(
    `truncate monitor.table_sizes;
     insert into monitor.table_sizes select relation, date_trunc('hour', now(), 'UTC') - make_interval(hours => h), bytes - h * 1000000 * share, 0, 0
     from generate_series(0, 47) h, (values ('*', 500000000::bigint, 1.0), ('public.conversations', 300000000, 0.9), ('public.employees', 50000000, 0.1)) v (relation, bytes, share)`,
  );
  const growth = measured((await readStorage()).growth);
  expect(growth.slowest).toBeCloseTo(24_000_000, -4);
  expect(growth.fastest).toBeCloseTo(24_000_000, -4);
  expect(growth.main).toEqual({ table: 'public.conversations', share: expect.closeTo(0.9, 2) });
  expect(growth.points.length).toBe(48);
  let sizes = await findTableSizes(systemActor('test'));
  // It waits for a fraction of a second only.
  await expect.poll(async () => (sizes = await findTableSizes(systemActor('test')))).not.toEqual({});
  expect(sizes['*'], 'the whole database is no table').toBeUndefined();
  expect(sizes['public.employees']?.length).toBeGreaterThanOrEqual(2);
  expect(sizes['public.employees']?.at(-1)).toBe(50_000_000);
  await owner.query('truncate monitor.table_sizes');
});

test('sizes are kept once an hour for a hundred days', async () => {
  const now = new Date();
  const { tables } = await readStorage();
  const known = measured(tables).rows;
  await keepSizes(known, 1_000, new Date(now.getTime() - 101 * 86_400_000));
  await keepSizes(known, 2_000, now);
  await keepSizes(known, 3_000, now);
  const { rows } = await mainPool().query("select bytes::int from monitor.table_sizes where relation = '*'");
  expect(rows.length).toBe(1);
});

test('a budget from the settings stands before a volume with more room', async () => {
  await mainPool().query(`insert into settings (key, value, updated_by) values ('diskBudgetGb', '0.5', 'test')`);
  forgetSettings();
  const disk = measured((await readStorage()).disk);
  expect(disk).toMatchObject({
    source: 'budget',
    totalBytes: 0.5 * 1_024 ** 3,
    beside: { source: 'volume', freeBytes: expect.any(Number) },
  });
});

test('with no right beyond a login nothing is measured that was not seen, and each mend mends', async () => {
  const owner = await asSuperuser();
  await owner.query(`delete from settings where key = 'diskBudgetGb'`);
  forgetSettings();
  const { host, port, database: name } = database.connection();
  await owner.query("drop role if exists storage_nobody; create role storage_nobody login password 'nobody'");
  const client = new pg.Client({ host, port, database: name, user: 'storage_nobody', password: 'nobody' });
  await client.connect();
  opened.push(client);
  const look = async () => {
    await history.look(new Date());
    await client.query('begin read only');
    const { rows } = await client.query("select current_setting('server_version_num')::int as version");
    const reading = await storageProbe(history).read(client, {
      version: rows[0].version,
      database: name,
      startedAt: '',
    });
    await client.query('commit');
    if (!reading.ok) throw new Error(reading.reason);
    return reading.value;
  };
  const bare = await look();
  const statesOf = ({ sequences, pending, wal, horizon, disk }: Storage) =>
    [sequences, pending, wal, horizon, disk].map(({ state }) => state);
  expect(statesOf(bare)).toEqual(Array(5).fill('blind'));
  expect(bare.disk).toMatchObject({
    reason: 'The monitor’s login may not see where the data directory is.',
    mend: 'GRANT pg_read_all_settings TO storage_nobody;',
  });
  expect([bare.tables.state, bare.indexes.state, bare.wraparound.state]).toEqual(Array(3).fill('measured'));
  for (const panel of [bare.disk, bare.sequences, bare.pending, bare.wal, bare.horizon])
    if (panel.state === 'blind') await owner.query(panel.mend ?? '');
  expect(statesOf(await look())).toEqual(Array(5).fill('measured'));
  await owner.query('drop extension pgstattuple');
  const { pending } = await look();
  expect(pending).toMatchObject({ state: 'blind', mend: 'CREATE EXTENSION pgstattuple;' });
  await owner.query('create extension pgstattuple; drop owned by storage_nobody');
});
