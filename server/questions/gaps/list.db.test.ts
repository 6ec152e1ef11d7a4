import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { firstGapParams, type GapParams } from '#lib/questions/gaps/params.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { insertUser } from '#server/core/auth/people.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, makeGroup, placeQuestions } from '#test/gaps.ts';
import { lookForGaps } from './look.ts';
import { assignGap, setGapDue } from './mutations.ts';
import { findGaps, getGapRow } from './queries.ts';
import { saveGapText } from './words.ts';

withDatabase();
afterEach(emptyGaps);
const at = new Date('2026-11-18T12:00:00Z');
let analyst = userActor('analyst');

/** A gap whose question failed in three sessions on this day. */
async function failing(question: string, day: string): Promise<string> {
  const group = await makeGroup();
  for (const session of ['a', 'b', 'c']) await askTurn({ question, session: `${question} ${session}`, at: day });
  await placeQuestions(group, question);
  while ((await lookForGaps(systemActor('worker'), { now: at })).more);
  const { rows } = await mainPool().query('select id::text as id from question_gaps where group_id = $1', [group]);
  return z.tuple([z.object({ id: z.string() })]).parse(rows)[0].id;
}

const listed = (changes: Partial<GapParams> = {}) => findGaps(analyst, { ...firstGapParams, ...changes }, at);
const ids = (changes: Partial<GapParams> = {}) => listed(changes).then(({ rows }) => rows.map(({ id }) => id));
async function seen(gap: string) {
  return { gap, version: (await getGapRow(analyst, gap, '30d', at))?.version ?? 0 };
}

test('a gap that nobody works on is listed and counted in a period in which it failed, and in all of time', async () => {
  const [old, now] = [await failing('Long ago?', '2026-09-01'), await failing('Today?', '2026-11-18')];
  expect(await ids()).toEqual([now]);
  expect((await listed()).counts).toMatchObject({ open: 1, fresh: 1, quiet: 1 });
  expect(await ids({ period: '90d' })).toEqual([old, now]);
  expect((await listed({ period: 'all' })).counts).toMatchObject({ open: 2, fresh: 2, quiet: 0 });
  expect(await getGapRow(analyst, old, '30d', at)).toMatchObject({ title: 'Long ago?', sessions: 0 });
});

test('a gap that somebody works on stays in every period', async () => {
  const id = await insertUser(prisma(), { email: 'lena@example.org', name: 'Lena', role: 'analyst' });
  analyst = userActor('analyst', { id: id ?? '', name: 'Lena' });
  const [taken, due, drafted, noted, idle] = [
    await failing('Who takes it?', '2026-09-01'),
    await failing('When is it due?', '2026-09-01'),
    await failing('What is drafted?', '2026-09-01'),
    await failing('What is noted?', '2026-09-01'),
    await failing('And nothing?', '2026-09-01'),
  ];
  await assignGap(analyst, await seen(taken), analyst.id);
  await setGapDue(analyst, await seen(due), '2026-11-20');
  await saveGapText(analyst, drafted, 'draft', { text: 'This.', basis: null });
  await saveGapText(analyst, noted, 'note', { text: 'Ask Omar.', basis: null });
  expect(await ids()).toEqual([taken, due, drafted, noted]);
  expect(await ids()).not.toContain(idle);
  expect((await listed()).counts).toMatchObject({ open: 4, mine: 1, quiet: 1 });
});

test('a gap of which not all was read is never taken for quiet', async () => {
  const gap = await failing('How much is it?', '2026-09-01');
  await mainPool().query(`update question_gaps set figures = figures || '{"bounded": true}'`);
  expect(await ids()).toEqual([gap]);
});

test('words find the gaps that have them, as they are shown, and count them in every tab', async () => {
  const card = await failing('Where is my lost card?', '2026-11-18');
  await failing('Where is my loan +1 202-555-0173?', '2026-11-18');
  await failing('A lost key, long ago?', '2026-09-01');
  const named = await failing('Why so late?', '2026-11-18');
  await mainPool().query(
    "update question_groups set name = 'Card delivery' where id = (select group_id from question_gaps where id = $1)",
    [named],
  );
  expect(await ids({ query: 'LOST card' })).toEqual([card]);
  expect(await ids({ query: 'card' })).toEqual([card, named]);
  expect((await listed({ query: 'lost' })).counts).toMatchObject({ open: 1, fresh: 1, quiet: 1 });
  expect(await ids({ query: '555-0173' })).toEqual([]);
  await mainPool().query("update question_gaps set closed = 'fixed', closed_at = now(), closed_snapshot = ''");
  expect((await listed({ query: 'card' })).counts).toMatchObject({ open: 0, fixed: 2, exported: 4 });
  expect(await ids({ query: 'card', tab: 'fixed' })).toEqual([card, named]);
});

test('every gap stands on one page of its tab', async () => {
  const gap = await failing('Where is my card?', '2026-11-18');
  await mainPool().query(
    `insert into question_gaps (group_id, home_group_id, first_failed_at, last_failed_at, figures, failing_texts, looked_at)
     select -n, -n, first_failed_at, last_failed_at, figures, failing_texts, looked_at from question_gaps, generate_series(1, 250) n where id = $1`,
    [gap],
  );
  const pages = await Promise.all([1, 2, 3].map((page) => ids({ page })));
  expect(pages.map((page) => page.length)).toEqual([200, 51, 0]);
  expect(new Set(pages.flat()).size).toBe(251);
  expect((await listed({ page: 2 })).counts.open).toBe(251);
});
