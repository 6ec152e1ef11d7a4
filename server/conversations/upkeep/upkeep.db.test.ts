import pg from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { whileOpen } from '#test/while-open.ts';
import { compactFigures, emptyPendingLists, makeMonths, trimLedger } from './upkeep.ts';

const database = withDatabase();
const worker = systemActor('worker');

test('upkeep makes months, moves stray turns there, folds figures and empties the lists', async () => {
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response) values ('a', 'find me', 'here')`;
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('b', 'q', 'a', '2020-02-03')`;
  await makeMonths(worker);
  await makeMonths(worker);
  const stray = await prisma().$queryRaw`select count(*)::int as count from partitions.conversations_default`;
  expect(stray).toEqual([{ count: 0 }]);
  await compactFigures(worker);
  await emptyPendingLists(worker);
  const left = await prisma()
    .$queryRaw`select (select count(*)::int from conversation_rollup_deltas) as deltas, (select sum(turns)::int from conversation_rollups where grain = 'day') as turns`;
  expect(left).toEqual([{ deltas: 0, turns: 2 }]);
  const found = await prisma()
    .$queryRaw`select session_id from conversations c where search.turn_words(c.user_message, c.assistant_response) @@ phraseto_tsquery('search.turn', 'find me')`;
  expect(found).toEqual([{ session_id: 'a' }]);
});

test('no list of any month is left for a writer to empty', async () => {
  for (const month of ['2023-01', '2023-02', '2023-03', '2023-04', '2023-05']) {
    await prisma().$executeRaw`select public.conversations_ensure_month(${`${month}-01`}::timestamp)`;
    await prisma()
      .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('m', 'q', 'a', ${`${month}-02`}::timestamp)`;
  }
  await emptyPendingLists(worker);
  const left = await prisma().$queryRaw`
    select coalesce(sum(gin_clean_pending_list(i.indexrelid)), 0)::int as pages from pg_index i join pg_inherits h on h.inhrelid = i.indexrelid
    where h.inhparent = 'public.conversations_text_idx'::regclass`;
  expect(left).toEqual([{ pages: 0 }]);
});

test('every month has room for what waits in its text index', async () => {
  await prisma().$executeRaw`select public.conversations_ensure_month('2023-07-01')`;
  const narrow = await prisma().$queryRaw`
    select c.relname::text as name from pg_inherits h join pg_class c on c.oid = h.inhrelid
    where h.inhparent = 'public.conversations_text_idx'::regclass and not 'gin_pending_list_limit=65536' = any (c.reloptions)`;
  expect(narrow).toEqual([]);
});

test('no month has its texts taken apart for statistics', async () => {
  await prisma().$executeRaw`select public.conversations_ensure_month('2023-08-01')`;
  const counted = await prisma().$queryRaw`
    select c.relname::text as name, a.attname::text as "column" from pg_inherits h join pg_class c on c.oid = h.inhrelid join pg_attribute a on a.attrelid = c.oid
    where a.attstattarget is distinct from 0 and (h.inhparent = 'public.conversations_text_idx'::regclass
      or h.inhparent = 'public.conversations'::regclass and a.attname in ('user_message', 'assistant_response'))`;
  expect(counted).toEqual([]);
  const clients = await prisma().$queryRaw`
    select (select count(*) from pg_inherits where inhparent = 'public.conversations'::regclass)
         = (select count(*) from pg_inherits h join pg_statistic_ext e on e.stxrelid = h.inhrelid where h.inhparent = 'public.conversations'::regclass) as all`;
  expect(clients).toEqual([{ all: true }]);
});

test('a month that is locked is left for the next round', async () => {
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('c', 'q', 'a', '2021-02-03')`;
  await prisma().$transaction(async (tx) => {
    await tx.$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('d', 'q', 'a', '2021-02-04')`;
    await makeMonths(worker);
  });
  const count = async () =>
    z
      .tuple([z.object({ count: z.int() })])
      .parse(await prisma().$queryRaw`select count(*)::int as count from partitions.conversations_default`)[0].count;
  expect(await count()).toBe(2);
  await makeMonths(worker);
  expect(await count()).toBe(0);
});

test('making a month never holds one partition while it waits for another', async () => {
  const reader = new pg.Client(database.connection());
  await reader.connect();
  await reader.query('begin');
  await reader.query('lock table partitions.conversations_default in access share mode');
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('e', 'q', 'a', '2022-02-03')`;
  const making = makeMonths(worker);
  // As a page does that reads turns and then their states: whoever held the states by now would be met in a deadlock.
  const atIt = () =>
    prisma()
      .$queryRaw`select 1 as one from pg_stat_activity where datname = current_database() and state = 'active' and query like 'select public.conversations_ensure_month%'`;
  await expect.poll(atIt).toEqual([{ one: 1 }]);
  await reader.query("set local lock_timeout = '500ms'");
  await reader.query('lock table partitions.conversation_states_default in access share mode');
  await reader.query('rollback');
  await reader.end();
  await making;
});

test('the ledger forgets what was received more than 35 days ago', async () => {
  await prisma().$executeRaw`
    insert into conversation_events (event_id, created_at, received_at) values
      ('00000000-0000-4000-8000-000000000001', now(), timezone('utc', now()) - interval '36 days'), ('00000000-0000-4000-8000-000000000002', now(), timezone('utc', now()) - interval '34 days')`;
  await trimLedger(worker);
  expect(await prisma().$queryRaw`select event_id::text from conversation_events`).toEqual([
    { event_id: '00000000-0000-4000-8000-000000000002' },
  ]);
});

test('whoever reads while turns are moved into their month sees all of them', async () => {
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at) select 'moved', 'q', 'a', '2019-03-05' from generate_series(1, 10)`,
  );
  const { rows } = await whileOpen(["select conversations_ensure_month('2019-03-01')"], () =>
    mainPool().query(
      `select (select count(*)::int from conversations where session_id = 'moved') as turns,
         (select count(*)::int from conversation_states where created_at = '2019-03-05') as states`,
    ),
  );
  expect(rows).toEqual([{ turns: 10, states: 10 }]);
});
