import { beforeAll, expect, test } from 'vitest';
import { Prisma } from '#generated/prisma/client.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { readTurns } from './page.ts';
import type { Walk } from './page-keys.ts';

withDatabase();

/** A turn an hour, at a quarter past: `word 0` at 2026-10-01 00:15 to `word 99`. */
beforeAll(async () => {
  await mainPool().query("select public.conversations_ensure_month('2026-10-01')");
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at)
     select 's', 'word ' || i, 'a', timestamp '2026-10-01 00:15' + i * interval '1 hour' from generate_series(0, 99) i`,
  );
});

const hour = (i: number) => new Date(Date.UTC(2026, 9, 1, i)).toISOString().replace('.000Z', '.000000Z');
const quarterPast = (i: number) => hour(i).replace(':00:00.', ':15:00.');

/** A search that takes longer than it may once it comes to the turns of `slow`. */
async function search(walk: Omit<Walk, 'limit'>, slow: string, filter = everyTurn, words = 'word') {
  const and = Prisma.sql`case when ${Prisma.raw(slow)} then pg_sleep(2) is not null else true end`;
  const budgetMs = 500;
  const read = readTurns(prisma(), filter, parseQuery(words), { ...walk, limit: 20 }, { and, budgetMs });
  const { rows, searchedTo } = await read;
  return { found: rows.map(({ question }) => question), searchedTo };
}

test('a search down the log that ran out of time says from where on it did not look', async () => {
  const walk = { cursor: null, direction: 'older' } as const;
  expect(await search(walk, "c.created_at < '2026-10-05 02:00'")).toEqual({
    found: ['word 99', 'word 98'],
    searchedTo: { at: hour(98), id: '0' },
  });
});

test('a search up the log that ran out of time says up to where it looked', async () => {
  const cursor = { at: quarterPast(10), id: '11' };
  expect(await search({ cursor, direction: 'newer' }, "c.created_at >= '2026-10-01 12:00'")).toEqual({
    found: ['word 11'],
    searchedTo: { at: hour(12), id: '0' },
  });
});

test('a search that had no time at all is where it began: at its cursor, or at the newest turn', async () => {
  const cursor = { at: quarterPast(50), id: '51' };
  for (const direction of ['older', 'newer'] as const)
    expect(await search({ cursor, direction }, 'true')).toEqual({ found: [], searchedTo: cursor });
  const { searchedTo } = await search({ cursor: null, direction: 'older' }, 'true');
  expect(searchedTo).toEqual({ at: quarterPast(99).replace('.000', '.001'), id: '0' });
});

test('a search goes on from where its time ended, and finds the rest', async () => {
  const down = await search({ cursor: { at: hour(98), id: '0' }, direction: 'older' }, 'false');
  expect([down.found[0], down.found.length, down.searchedTo]).toEqual(['word 97', 20, null]);
  const up = await search({ cursor: { at: hour(12), id: '0' }, direction: 'newer' }, 'false');
  expect([up.found.at(-1), up.found.length, up.searchedTo]).toEqual(['word 12', 20, null]);
});

test('words among turns of a state that the text index takes too long for are read from the state, whole and in order', async () => {
  await mainPool().query("update conversation_states set state = 'partial' where id % 10 = 0");
  await mainPool().query('select public.conversations_compact()');
  const filter = { ...everyTurn, states: ['partial' as const] };
  const walk = { cursor: null, direction: 'older', limit: 4 } as const;
  // Whatever is not of the state sleeps: the walk by words, which asks of all, ends by its patience.
  const and = Prisma.sql`case when c.id % 10 <> 0 then pg_sleep(1) is not null else true end`;
  const read = await readTurns(prisma(), filter, parseQuery('word'), walk, { and, budgetMs: 700, patienceMs: 100 });
  const [newest, ...others] = read.rows.map(({ question }) => Number(question.split(' ')[1]));
  expect([newest, ...others]).toEqual([0, 10, 20, 30].map((less) => (newest ?? 0) - less));
  expect([newest ?? 0, read.searchedTo]).toEqual([expect.any(Number), null]);
  expect(newest).toBeGreaterThanOrEqual(90);
  const further = { ...walk, limit: 20 };
  expect(
    (await readTurns(prisma(), filter, parseQuery('word'), further, { and, budgetMs: 700, patienceMs: 100 })).rows,
  ).toHaveLength(10);
});

test('turns that no index tells from others are looked for within the same time, and so far as it reached', async () => {
  const sundays = { ...everyTurn, slot: { weekday: 7, hour: null, zone: 'UTC' } };
  const walk = { cursor: null, direction: 'older' } as const;
  const { found, searchedTo } = await search(walk, "c.created_at < '2026-10-04 20:00'", sundays, '');
  expect(found).toEqual(['word 95', 'word 94', 'word 93', 'word 92']);
  expect(searchedTo).toEqual({ at: hour(92), id: '0' });
  const whole = await search(walk, 'false', sundays, '');
  expect([whole.found.length, whole.searchedTo]).toEqual([20, null]);
});

test('turns of a rare source are read from its hours, those that are not folded yet among them, in order either way', async () => {
  const insert = (first: number) =>
    mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, source, created_at)
       select 'rare', 'rare ' || i, 'a', case when i % 2 = 0 then 'retired' else 'pilot' end, timestamp '2026-10-01 00:20' + (i / 3) * interval '7 hours' + (i % 3) * interval '10 minutes'
       from generate_series($1::int, $1::int + 11) i`,
      [first],
    );
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, source, created_at)
     select 'many', 'many', 'a', 'usual', timestamp '2026-10-01' + i * interval '1 minute' from generate_series(0, 2999) i`,
  );
  await insert(0);
  await mainPool().query('select conversations_compact()');
  await insert(12);
  const filter = { ...everyTurn, sources: ['retired', 'pilot'] };
  const read = async (walk: Omit<Walk, 'limit'>) => {
    const { rows } = await readTurns(prisma(), filter, parseQuery(''), { ...walk, limit: 5 });
    return rows.map(({ id, at, question }) => ({ id, at, number: Number(question.split(' ')[1]) }));
  };
  const seen: number[] = [];
  let cursor: Walk['cursor'] = null;
  for (
    let page = await read({ cursor, direction: 'older' });
    page.length > 0;
    page = await read({ cursor, direction: 'older' })
  ) {
    seen.push(...page.map(({ number }) => number));
    cursor = page.at(-1) ?? null;
  }
  expect(seen).toEqual(Array.from({ length: 24 }, (_, i) => 23 - i));
  const newer = await read({ cursor, direction: 'newer' });
  expect(newer.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  const one = await readTurns(prisma(), { ...filter, sources: ['pilot'], from: quarterPast(7) }, parseQuery(''), {
    cursor: null,
    direction: 'older',
    limit: 50,
  });
  expect(one.rows.map(({ question }) => question)).toEqual(
    [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3].map((i) => `rare ${i}`),
  );
});
