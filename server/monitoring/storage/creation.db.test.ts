import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adviceOn } from '#lib/monitoring/storage/index-advice.ts';
import { History } from '#server/monitoring/storage/history.ts';
import { IndexWatch } from '#server/monitoring/storage/index-watch.ts';
import { findIndexes } from '#server/monitoring/storage/indexes.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();

let owner: pg.Client;
let writer: pg.Client;
let watch: IndexWatch;
beforeEach(async () => {
  [owner, writer] = [new pg.Client(database.superuser()), new pg.Client(database.superuser())];
  await Promise.all([owner.connect(), writer.connect()]);
  watch = new IndexWatch();
});
afterEach(() => Promise.all([owner.end(), writer.end()]));

const lost = () => watch.read(owner, null, new Date());

/** Each by itself, as whoever copies them into psql runs them. */
async function run(ddl: string): Promise<void> {
  for (const statement of ddl.split('\n')) await owner.query(statement);
}

async function isValid(index: string): Promise<boolean> {
  const { rows } = await owner.query('select indisvalid as valid from pg_index where indexrelid = $1::regclass', [
    index,
  ]);
  return rows[0].valid;
}

test('the index of a table of turns is made again partition by partition, while turns come in', async () => {
  await lost();
  await owner.query('drop index public.conversations_knowledge_base_idx');
  const [index, ...others] = await lost();
  expect([index?.index, index?.way, others]).toEqual(['conversations_knowledge_base_idx', 'parts', []]);
  await writer.query("set lock_timeout = '250ms'");
  for (const statement of index?.ddl.split('\n') ?? []) {
    await owner.query(statement);
    await writer.query(
      "insert into public.conversations (session_id, user_message, assistant_response) values ('s', 'Q', 'A')",
    );
    if (statement.startsWith('CREATE INDEX CONCURRENTLY')) continue;
    expect(statement).toMatch(/^CREATE INDEX IF NOT EXISTS \S+ ON ONLY |^ALTER INDEX \S+ ATTACH PARTITION /);
  }
  expect(await isValid('public.conversations_knowledge_base_idx')).toBe(true);
  expect(await lost()).toEqual([]);
});

test('names that need quotes, partitions of partitions and conditions come back as they were', async () => {
  await owner.query(
    `create schema "Odd"; create table "Odd"."By ""day""" (id int, "user" text, part int) partition by list (id);
     create table "Odd"."One" partition of "Odd"."By ""day""" for values in (1);
     create table "Odd".two partition of "Odd"."By ""day""" for values in (2) partition by list (part);
     create table "Odd".two_one partition of "Odd".two for values in (1);
     insert into "Odd"."By ""day""" values (1, 'a', 1), (2, 'b', 1);
     create unique index "Who ""is"" it" on "Odd"."By ""day""" (id, "user", part) include (part) where "user" <> 'ON ('`,
  );
  const definition = async () =>
    (await owner.query(`select pg_get_indexdef('"Odd"."Who ""is"" it"'::regclass) as text`)).rows[0].text;
  const before = await definition();
  await lost();
  await owner.query('drop index "Odd"."Who ""is"" it"');
  const [index] = await lost();
  await run(index?.ddl ?? '');
  expect(await definition()).toBe(before);
  expect(await isValid('"Odd"."Who ""is"" it"')).toBe(true);
  await owner.query('drop schema "Odd" cascade');
});

test.each([
  ['primary key (id)', 'whole'],
  ['unique nulls not distinct (id) include (day)', 'whole'],
  ['unique (id, day) deferrable initially deferred', 'whole'],
  ['exclude using btree (id with =)', 'locked'],
])('a constraint that is gone comes back: %s', async (clause, way) => {
  await owner.query(
    `create table public.kept (id int not null, day int); alter table public.kept add constraint "its Key" ${clause}; insert into public.kept values (1, 1)`,
  );
  const definition = async () =>
    (await owner.query(`select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'its Key'`)).rows;
  const before = await definition();
  await lost();
  await owner.query('alter table public.kept drop constraint "its Key"');
  const [index] = await lost();
  expect(index?.way).toBe(way);
  await run(index?.ddl ?? '');
  expect(await definition()).toEqual(before);
  expect(await lost()).toEqual([]);
  await owner.query('drop table public.kept');
});

test('the key of a partitioned table comes back', async () => {
  await owner.query(
    `create table public.days (id int, day int, primary key (id, day)) partition by list (day);
     create table public.days_1 partition of public.days for values in (1); insert into public.days values (1, 1)`,
  );
  await lost();
  await owner.query('alter table public.days drop constraint days_pkey');
  const [index] = await lost();
  expect(index?.way).toBe('parts');
  await run(index?.ddl ?? '');
  expect(await isValid('public.days_pkey')).toBe(true);
  await expect(owner.query('insert into public.days values (1, 1)')).rejects.toThrow('days_1_days_pkey');
  await owner.query('drop table public.days');
});

test('a key of ours that was given another name is not gone', async () => {
  const history = new History();
  await history.look(new Date());
  await owner.query('alter table public.employees rename constraint employees_pkey to employees_key');
  expect(await watch.read(owner, history.get(new Date()), new Date())).toEqual([]);
  await owner.query('alter table public.employees rename constraint employees_key to employees_pkey');
});

test('an index that some partitions lack is completed with what they lack', async () => {
  await owner.query(
    `create table public.halves (id int, part int) partition by list (part);
     create table public.halves_1 partition of public.halves for values in (1);
     create table public.halves_2 partition of public.halves for values in (2);
     create table public.halves_3 partition of public.halves for values in (3) partition by list (id);
     create table public.halves_3_1 partition of public.halves_3 for values in (1);
     create index halves_id on only public.halves (id); create index one_id on public.halves_1 (id);
     alter index public.halves_id attach partition public.one_id`,
  );
  const advice = async () => {
    const facts = (await findIndexes(owner, { version: 150_000, database: '', startedAt: '' }))
      .filter(({ table }) => table.startsWith('public.halves'))
      .map((index) => ({ ...index, ours: false, scansThen: null, unusedSince: null }));
    return adviceOn(facts, [], [], new Date());
  };
  const [broken, ...others] = await advice();
  expect(others).toEqual([]);
  expect(broken).toMatchObject({
    kind: 'invalid',
    index: 'halves_id',
    why: '2 partitions have no such index that works: searches go without it there.',
  });
  expect(broken?.ddl).not.toContain('halves_1');
  // Whoever was interrupted runs them anew.
  await run(broken?.ddl.split('\n').slice(0, 3).join('\n') ?? '');
  await run((await advice())[0]?.ddl ?? '');
  expect(await isValid('public.halves_id')).toBe(true);
  expect(await advice()).toEqual([]);
  await owner.query("update pg_index set indisvalid = false where indexrelid = 'public.one_id'::regclass");
  await owner.query("update pg_index set indisvalid = false where indexrelid = 'public.halves_id'::regclass");
  const [rebuilt] = await advice();
  expect(rebuilt?.why).toBe('1 partition has no such index that works: searches go without it there.');
  await owner.query('reindex index public.one_id');
  const [unseen] = await advice();
  expect(unseen?.why).toBe('Each partition has it, and Postgres has yet to see that it is whole.');
  await run(unseen?.ddl ?? '');
  expect(await isValid('public.halves_id')).toBe(true);
  await owner.query('drop table public.halves');
});
