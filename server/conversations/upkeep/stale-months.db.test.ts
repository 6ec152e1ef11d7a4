import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { findTurns } from '#server/conversations/queries.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { examineDatabase } from '#server/core/doctor/database.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { renewStaleMonths } from './stale-months.ts';

withDatabase();
const worker = systemActor('worker');
const running = new AbortController().signal;
const months = ['conversations_2026_07', 'conversations_2026_08', 'conversations_2026_09'];

/** Three months as they were before the words of such scripts were known, August without any, and what the migration does then. */
beforeAll(async () => {
  const sql = (text: string) => mainPool().query(text);
  for (const month of ['07', '08', '09']) await sql(`select public.conversations_ensure_month('2026-${month}-01')`);
  const { rows } = await sql(`select pg_get_functiondef('search.apart(text)'::regprocedure) as apart`);
  await sql(
    'create or replace function search.apart(value text) returns text language sql immutable parallel safe return search.signs_apart(value)',
  );
  for (const month of months) await sql(`select public.conversations_suit_partition('${month}')`);
  await sql(`
    insert into conversations (session_id, user_message, assistant_response, created_at)
    select 'old', 'Wie? ' || i, case when m = 8 then 'প্রশ্ন' else '您可以申请信用卡' end, make_timestamp(2026, m, 5, 0, 0, 0) + i * interval '1 minute'
    from generate_series(7, 9) m, generate_series(1, 5) i`);
  await sql(z.tuple([z.object({ apart: z.string() })]).parse(rows)[0].apart);
  const file = join(repositoryRoot, 'prisma/migrations/0050_words_without_spaces/migration.sql');
  await sql(`do $$${readFileSync(file, 'utf8').split('DO $$')[1]}`);
  await sql(`insert into search.stale_months values ('conversations_2019_01')`);
});

async function search() {
  const filter = { ...everyTurn, query: '信用卡' };
  return findTurns(userActor('analyst'), { filter, walk: { cursor: null, direction: 'older' } });
}

/** How many turns the text index itself names. */
async function byIndex(): Promise<number> {
  const client = await mainPool().connect();
  await client.query('set enable_seqscan = off; set enable_indexscan = off');
  const { rows } = await client.query(
    `select count(*)::int as count from conversations c where search.turn_words(c.user_message, c.assistant_response) @@ plainto_tsquery('search.turn', '信用 用卡')`,
  );
  client.release(true);
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count;
}

const fileRows = z.array(z.looseObject({ file: z.int() }));

async function files(): Promise<z.infer<typeof fileRows>> {
  const { rows } = await mainPool().query(
    `select c.relname as name, c.relfilenode as file, i.indisvalid as valid, c.reloptions::text as options,
       (select array_agg(a.attstattarget order by a.attnum)::text from pg_attribute a where a.attrelid = c.oid) as statistics
     from pg_inherits h join pg_class c on c.oid = h.inhrelid join pg_index i on i.indexrelid = c.oid
     where h.inhparent = 'public.conversations_text_idx'::regclass and c.relname like 'conversations_2026_0%' order by 1`,
  );
  return fileRows.parse(rows);
}

const doctorsWord = async () => (await examineDatabase(mainPool())).find(({ name }) => name === 'text index');

test('until a month is indexed anew, the log and the doctor say what is missed', async () => {
  expect(await byIndex()).toBe(0);
  expect((await search()).problems).toEqual([
    '“信用卡” may not be found in older turns yet: 4 months are still being indexed for it.',
  ]);
  expect(await doctorsWord()).toMatchObject({ state: 'warning', sentence: expect.stringContaining('4 months are') });
});

test('a run that is ended leaves its month for the next', async () => {
  const ended = new AbortController();
  ended.abort();
  await renewStaleMonths(worker, ended.signal);
  const ending = new AbortController();
  const holder = await mainPool().connect();
  await holder.query(
    `begin; insert into conversations (session_id, user_message, assistant_response, created_at) values ('open', 'q', 'a', '2026-09-06')`,
  );
  const run = renewStaleMonths(worker, ending.signal);
  const left = async () =>
    (
      await mainPool().query(
        `select from pg_index where not indisvalid and indrelid = 'partitions.conversations_2026_09'::regclass`,
      )
    ).rowCount;
  await expect.poll(left, { timeout: 10_000 }).toBe(1);
  ending.abort();
  await run;
  await holder.query('commit');
  holder.release();
  expect(await left()).toBe(1);
  expect((await search()).problems).toHaveLength(1);
});

test('the months that hold such letters are indexed anew, the others stay, and nothing is left over', async () => {
  const before = await files();
  await renewStaleMonths(worker, running);
  expect(await byIndex()).toBe(10);
  const after = await files();
  expect(after.map((index, place) => index.file !== before[place]?.file)).toEqual([true, false, true]);
  expect(after.map((index) => ({ ...index, file: 0 }))).toEqual(before.map((index) => ({ ...index, file: 0 })));
  const { rows } = await mainPool().query(`select c.relname from pg_class c where c.relname ~ '_cc(new|old)'`);
  expect(rows).toEqual([]);
  expect((await search()).problems).toEqual([]);
  expect((await search()).rows).toHaveLength(10);
  expect(await doctorsWord()).toMatchObject({ state: 'good' });
});

test('is the product’s own work', async () => {
  await expect(renewStaleMonths(userActor('operator'), running)).rejects.toThrow(ForbiddenError);
});
