import { expect, test } from 'vitest';
import { z } from 'zod';
import { firstGapParams } from '#lib/questions/gaps/params.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, makeGroup, placeQuestions, placeTexts } from '#test/gaps.ts';
import { renewCores } from './cores.ts';
import { getGap } from './detail.ts';
import { lookForGaps } from './look.ts';
import { closeGap } from './mutations.ts';
import { findGaps, getGapRow } from './queries.ts';
import { exportQuestionSet } from './question-set.ts';

withDatabase();
const worker = systemActor('worker');
const analyst = userActor('analyst');
const admin = userActor('admin');
const MODEL = 'minilm-l6-v2';
const at = new Date('2026-11-18T12:00:00Z');
const fails = ['How long does a transfer take?', 'When is my transfer there?'];
const works = ['What does a transfer cost?', 'Is a transfer free?', 'Which fee has a transfer?', 'Transfer fees?'];

/** A group in which one question fails and another is answered, and whose middle is of the other. */
async function mixedGroup(): Promise<string> {
  await emptyGaps();
  const group = await makeGroup();
  for (const question of [...fails, ...works])
    for (const session of ['a', 'b', 'c', 'd'])
      await askTurn({ question, session, answered: !fails.includes(question), at: '2026-11-05 10:00' });
  await placeQuestions(group, ...fails, ...works);
  await placeTexts(group, 0, MODEL, ...fails);
  await placeTexts(group, 80, MODEL, ...works);
  await mainPool().query(
    `update question_groups set model = $2, medoid_id = (select id from question_texts where normalized = search.asked_text($3)) where id = $1`,
    [group, MODEL, works[0]],
  );
  while ((await lookForGaps(worker, { now: at })).more);
  return group;
}

async function madeAt(group: string): Promise<string[]> {
  const { rows } = await mainPool().query(
    'select made_at::text as at from question_gap_cores where group_id = $1 order by gap_id',
    [group],
  );
  return z
    .array(z.object({ at: z.string() }))
    .parse(rows)
    .map((row) => row.at);
}

test('a gap bears the name of what fails in its group, and its wordings come first', async () => {
  const group = await mixedGroup();
  const [row] = (await findGaps(analyst, firstGapParams, at)).rows;
  expect(fails).toContain(row?.title);
  const gap = await getGap(analyst, row?.id ?? '', '30d', 'UTC', at);
  expect(gap?.core).toEqual({ texts: 2, looked: 6, failing: 1 });
  expect(gap?.wordings.map(({ text, failed }) => [text, failed]).toSorted()).toEqual(
    fails.map((text) => [text, 4]).toSorted(),
  );

  expect(await closeGap(admin, { gap: row?.id ?? '', version: row?.version ?? 0 }, 'fixed', null)).toMatchObject({
    ok: true,
  });
  const lines = (await exportQuestionSet(admin)).trim().split('\n');
  const set = lines.map((line) =>
    z.object({ question: z.string(), wordings: z.array(z.string()) }).parse(JSON.parse(line)),
  );
  expect(set.map(({ question, wordings }) => [question, ...wordings].toSorted())).toEqual([fails.toSorted()]);

  // The gap went elsewhere: what was found here says nothing there.
  await mainPool().query('update question_gap_cores set group_id = 0 where group_id = $1', [group]);
  expect((await getGapRow(analyst, row?.id ?? '', '30d', at))?.title).toBe(works[0]);
});

test('a gap that was fixed keeps the question it was fixed for, however often that is answered since', async () => {
  const group = await mixedGroup();
  const [row] = (await findGaps(analyst, firstGapParams, at)).rows;
  const seen = { gap: row?.id ?? '', version: row?.version ?? 0 };
  expect(await closeGap(admin, seen, 'fixed', null)).toMatchObject({ ok: true });
  for (const question of fails)
    for (let n = 0; n < 9; n += 1) await askTurn({ question, session: `after ${n}`, answered: true });
  await mainPool().query('select question_texts_compact()');
  await mainPool().query("update question_gaps set looked_at = looked_at - interval '1 hour'");
  await mainPool().query("update question_gap_cores set made_at = made_at - interval '1 hour'");
  while ((await lookForGaps(worker)).more);
  expect(await madeAt(group)).toHaveLength(1);
  expect((await getGapRow(analyst, seen.gap, '30d', at))?.title).toBe(row?.title);
});

test('a name stands above a gap, and its question is what is asked of the bot and the phonebook', async () => {
  const group = await mixedGroup();
  await mainPool().query("update question_groups set name = 'Transfers' where id = $1", [group]);
  const [row] = (await findGaps(analyst, firstGapParams, at)).rows;
  expect(row?.title).toBe('Transfers');
  expect(fails).toContain(row?.question);
  await closeGap(admin, { gap: row?.id ?? '', version: row?.version ?? 0 }, 'fixed', null);
  const [line = '{}'] = (await exportQuestionSet(admin)).trim().split('\n');
  expect(JSON.parse(line)).toMatchObject({ question: row?.question });
});

test('a gap without a core bears no text of another group, while one of its own is left', async () => {
  const group = await mixedGroup();
  const [row] = (await findGaps(analyst, firstGapParams, at)).rows;
  const title = async () => (await getGapRow(analyst, row?.id ?? '', '30d', at))?.title;
  await mainPool().query('update question_gap_cores set group_id = 0 where group_id = $1', [group]);
  expect(await title()).toBe(works[0]);
  const [first = '', second = ''] = fails;
  await askTurn({ question: second, session: 'e', at: '2026-11-05 11:00' });
  const other = await makeGroup();
  await placeQuestions(other, ...works);
  await mainPool().query(
    `update question_gaps set failing_texts = array[(select id from question_texts where normalized = search.asked_text($2))] where id = $1`,
    [row?.id, first],
  );
  expect(await title(), 'the one that failed most').toBe(second);
  await placeQuestions(other, ...fails);
  expect(await title(), 'the one that it failed by').toBe(first);
});

test('a core that rested at the last look is made when its rest is over, without a new turn', async () => {
  const group = await mixedGroup();
  const [first] = await madeAt(group);
  await mainPool().query("update question_gap_cores set made_at = made_at - interval '61 seconds'");
  while ((await lookForGaps(worker)).more);
  const [second] = await madeAt(group);
  expect(second).not.toBe(first);
  while ((await lookForGaps(worker)).more);
  expect(await madeAt(group)).toEqual([second]);
});

test('a core rests a minute, unless all are to be made; nobody else may ask for it', async () => {
  const group = await mixedGroup();
  const [first] = await madeAt(group);
  await renewCores(worker, [group]);
  expect(await madeAt(group)).toEqual([first]);
  await mainPool().query("update question_gap_cores set made_at = made_at - interval '61 seconds'");
  await renewCores(worker, [group]);
  const [second] = await madeAt(group);
  expect(second).not.toBe(first);
  await renewCores(worker, [group], 0);
  expect(await madeAt(group)).not.toEqual([second]);
  await expect(renewCores(userActor('operator'), [group])).rejects.toThrow(ForbiddenError);
});

test('failures scattered among answers have no core, and neither has a group without vectors', async () => {
  const question = 'Where is the branch?';
  const group = await makeGroup();
  for (const session of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    await askTurn({ question, session, answered: session > 'c', at: '2026-11-05 10:00' });
  await placeQuestions(group, question);
  while ((await lookForGaps(worker, { now: at })).more);
  expect(await madeAt(group)).toEqual([]);
  await placeTexts(group, 0, MODEL);
  await mainPool().query('update question_groups set model = $2 where id = $1', [group, MODEL]);
  await renewCores(worker, [group]);
  const { rows } = await mainPool().query(
    'select gap_id::text as gap, texts, mean, failing from question_gap_cores where group_id = $1',
    [group],
  );
  expect(rows).toEqual([{ gap: expect.any(String), texts: [], mean: null, failing: null }]);
  const gap = await getGap(analyst, rows[0].gap, '30d', 'UTC', at);
  expect([gap?.row.title, gap?.core, gap?.wordings]).toEqual([question, null, []]);
});

test('a question that was answered often and fails of late is what fails; one that is answered again is not', async () => {
  await emptyGaps();
  const group = await makeGroup();
  const [broken = '', mended = ''] = works;
  for (const session of ['a', 'b', 'c', 'd'])
    for (let turn = 0; turn < 10; turn += 1) {
      await askTurn({ question: broken, session, answered: true, at: '2026-11-04 10:00' });
      await askTurn({ question: mended, session, answered: false, at: '2026-11-04 10:00' });
    }
  for (const session of ['a', 'b', 'c', 'd'])
    for (let turn = 0; turn < 3; turn += 1) {
      await askTurn({ question: broken, session, answered: false, at: '2026-11-05 10:00' });
      await askTurn({ question: mended, session, answered: true, at: '2026-11-05 10:00' });
    }
  await placeQuestions(group, broken, mended);
  await placeTexts(group, 0, MODEL, broken);
  await placeTexts(group, 80, MODEL, mended);
  await mainPool().query('update question_groups set model = $2 where id = $1', [group, MODEL]);
  while ((await lookForGaps(worker, { now: at })).more);
  const [row] = (await findGaps(analyst, firstGapParams, at)).rows;
  const gap = await getGap(analyst, row?.id ?? '', '30d', 'UTC', at);
  expect(gap?.core).toEqual({ texts: 1, looked: 2, failing: 1 });
  expect(row?.title).toBe(broken);
});
