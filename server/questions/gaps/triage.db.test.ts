import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { firstGapParams } from '#lib/questions/gaps/params.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { insertUser } from '#server/core/auth/people.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, makeGroup, placeQuestions } from '#test/gaps.ts';
import { getGap } from './detail.ts';
import { findFailed } from './failed.ts';
import { lookForGaps } from './look.ts';
import { assignGap, closeGap, openGap, setGapDue } from './mutations.ts';
import { countGaps, findGapPeople, findGaps, getGapHeir } from './queries.ts';
import { exportQuestionSet } from './question-set.ts';
import { undoGap } from './undo.ts';
import { saveGapText } from './words.ts';

withDatabase();
const worker = systemActor('worker');
const at = new Date('2026-11-18T12:00:00Z');
let lena = userActor('analyst');
let omar = userActor('analyst');
let operatorId = '';

async function person(name: string, role: 'analyst' | 'operator'): Promise<string> {
  const id = await insertUser(prisma(), { email: `${name.toLowerCase()}@example.org`, name, role });
  if (id === null) throw new Error('That address is taken.');
  return id;
}

beforeAll(async () => {
  lena = userActor('analyst', { id: await person('Lena', 'analyst'), name: 'Lena' });
  omar = userActor('analyst', { id: await person('Omar', 'analyst'), name: 'Omar' });
  operatorId = await person('Olga', 'operator');
});

/** A gap whose question failed in so many sessions of October and of November, with one turn answered. */
async function failing(question: string, october: number, november: number): Promise<string> {
  const group = await makeGroup();
  for (let n = 0; n < october; n += 1)
    await askTurn({ question, session: `${question} o${n}`, at: '2026-10-05 10:00' });
  for (let n = 0; n < november; n += 1)
    await askTurn({ question, session: `${question} n${n}`, at: '2026-11-05 10:00' });
  await askTurn({ question, session: 'lucky', answered: true, at: '2026-11-06 10:00' });
  await placeQuestions(group, question);
  while ((await lookForGaps(worker, { now: at })).more);
  const { rows } = await mainPool().query('select id::text as id from question_gaps where group_id = $1', [group]);
  return z.tuple([z.object({ id: z.string() })]).parse(rows)[0].id;
}

const shown = async (gap: string) => {
  const detail = await getGap(lena, gap, '30d', 'UTC', at);
  if (detail === null) throw new Error('It is not there.');
  return detail;
};
const seen = async (gap: string) => ({ gap, version: (await shown(gap)).row.version });
const list = (tab: 'open' | 'mine' | 'fixed' | 'wont_fix', actor = lena) =>
  findGaps(actor, { ...firstGapParams, tab }, at).then(({ rows }) => rows.map(({ title }) => title));

test('open gaps stand by sessions of the period, lifted by growth, and say what they cost', async () => {
  const fading = await failing('How do I get my PIN, +1 202-555-0173?', 12, 6);
  const growing = await failing('Where is my card?', 0, 4);
  await failing('Long ago?', 5, 0);
  const { rows, counts } = await findGaps(lena, firstGapParams, at);
  expect(rows.map(({ id, sessions, sessionsBefore }) => [id, sessions, sessionsBefore])).toEqual([
    [growing, 4, 0],
    [fading, 6, 12],
  ]);
  expect(rows[0]).toMatchObject({ title: 'Where is my card?', state: 'new', failing: 0.8, atLeast: false });
  expect(rows[1]?.title).toMatch(/^How do I get my PIN, \[/);
  expect(counts).toEqual({ open: 2, mine: 0, fixed: 0, wont_fix: 0, fresh: 2, quiet: 1, exported: 0 });
  expect(await countGaps(lena, 'all')).toMatchObject({ open: 3, fresh: 3, quiet: 0 });
  const all = await findGaps(lena, { ...firstGapParams, period: 'all' }, at);
  expect(all.rows.map(({ sessions }) => sessions)).toEqual([18, 5, 4]);
});

test('what a person does stands in list, history and audit log, and is taken back step by step', async () => {
  const gap = await failing('Who is the manager?', 0, 3);
  expect(await assignGap(lena, await seen(gap), omar.id)).toMatchObject({ ok: true });
  expect(await setGapDue(lena, await seen(gap), '2026-11-20')).toMatchObject({ ok: true });
  expect(await closeGap(lena, await seen(gap), 'wont_fix', 'Not ours to say')).toMatchObject({ ok: true });
  expect(await list('wont_fix')).toEqual(['Who is the manager?']);
  expect(await shown(gap)).toMatchObject({ reason: 'Not ours to say', closedSessions: 3 });
  expect(await openGap(omar, await seen(gap))).toMatchObject({ ok: true });
  expect(await list('mine', omar)).toEqual(['Who is the manager?']);
  const back = ['opened', 'wont_fix', 'due', 'assigned'];
  const states = [
    { state: 'wont_fix' },
    { state: 'assigned', due: '2026-11-20' },
    { state: 'assigned', due: null },
    { state: 'new', assignee: null },
  ];
  for (const [place, value] of back.entries()) {
    expect(await undoGap(omar, gap, null)).toEqual({ ok: true, value });
    expect((await shown(gap)).row).toMatchObject(states[place] ?? {});
  }
  expect(await undoGap(omar, gap, null)).toMatchObject({ ok: false, code: 'conflict' });
  const { events } = await shown(gap);
  expect(events.map(({ kind, by, undone }) => [kind, by, undone])).toEqual([
    ['opened', 'Omar', true],
    ['wont_fix', 'Lena', true],
    ['due', 'Lena', true],
    ['assigned', 'Lena', true],
    ['appeared', null, false],
  ]);
  const { rows } = await mainPool().query(
    "select action, details from audit_log where target_type = 'gap' and target_id = $1 order by id",
    [gap],
  );
  expect(rows.map(({ action }) => action)).toEqual(
    ['assigned', 'due', 'wont_fix', 'opened', 'undo', 'undo', 'undo', 'undo'].map((verb) => `gap.${verb}`),
  );
  expect(JSON.stringify(rows)).not.toContain('Not ours');
});

test('whoever acts on an older gap is told who was first', async () => {
  const gap = await failing('What is the limit?', 0, 3);
  const old = await seen(gap);
  await assignGap(lena, old, lena.id);
  const late = await closeGap(omar, old, 'fixed', null);
  expect(late).toMatchObject({ ok: false, code: 'conflict', message: expect.stringContaining('Lena') });
  expect(await assignGap(omar, await seen(gap), operatorId)).toMatchObject({ ok: false, code: 'invalid' });
});

test('a draft keeps itself, tells whose text is in the way, and gives back the one before', async () => {
  const gap = await failing('Which fees are there?', 0, 3);
  const first = await saveGapText(lena, gap, 'draft', { text: 'Two', basis: null });
  if (!first.ok || !first.value.saved) throw new Error('It was not saved.');
  const second = await saveGapText(lena, gap, 'draft', { text: 'Two fees', basis: first.value.at });
  if (!second.ok || !second.value.saved) throw new Error('It was not saved.');
  expect(await saveGapText(omar, gap, 'draft', { text: 'None', basis: first.value.at })).toMatchObject({
    ok: true,
    value: { saved: false, by: 'Lena', text: 'Two fees' },
  });
  expect((await shown(gap)).row.state).toBe('drafted');
  await saveGapText(omar, gap, 'draft', { text: 'Three fees', basis: second.value.at });
  const { events, draft } = await shown(gap);
  expect(draft).toMatchObject({ text: 'Three fees', by: 'Omar' });
  expect(events.map(({ kind, by }) => [kind, by])).toEqual([
    ['drafted', 'Omar'],
    ['drafted', 'Lena'],
    ['appeared', null],
  ]);
  const [last, earlier] = events.map(({ id }) => id);
  const draftNow = async () => (await shown(gap)).draft.text;
  expect(await undoGap(lena, gap, earlier ?? '')).toMatchObject({ ok: false, code: 'conflict' });
  expect(await undoGap(lena, gap, last ?? '')).toEqual({ ok: true, value: 'drafted' });
  expect(await draftNow()).toBe('Two fees');
  expect(await undoGap(lena, gap, last ?? '')).toEqual({ ok: true, value: 'redrafted' });
  expect(await draftNow()).toBe('Three fees');
});

test('what is taken back without naming it is no text', async () => {
  const gap = await failing('Who may sign?', 0, 3);
  await assignGap(lena, await seen(gap), lena.id);
  await saveGapText(lena, gap, 'draft', { text: 'The owner', basis: null });
  expect(await undoGap(lena, gap, null)).toEqual({ ok: true, value: 'assigned' });
  expect(await undoGap(lena, gap, null)).toMatchObject({ ok: false, code: 'conflict' });
  expect((await shown(gap)).draft.text).toBe('The owner');
});

test('an undo that names its step takes back no other', async () => {
  const gap = await failing('Where is the vault?', 0, 3);
  const mine = await assignGap(lena, await seen(gap), lena.id);
  if (!mine.ok) throw new Error(mine.message);
  const theirs = await setGapDue(omar, await seen(gap), '2026-11-20');
  if (!theirs.ok) throw new Error(theirs.message);
  expect(await undoGap(lena, gap, mine.value.event)).toMatchObject({
    ok: false,
    code: 'conflict',
    message: expect.stringContaining('Omar'),
  });
  expect((await shown(gap)).row).toMatchObject({ due: '2026-11-20', assignee: { name: 'Lena' } });
  expect(await undoGap(omar, gap, theirs.value.event)).toEqual({ ok: true, value: 'due' });
  expect(await undoGap(omar, gap, theirs.value.event)).toMatchObject({ ok: false, code: 'conflict' });
  expect(await undoGap(lena, gap, mine.value.event)).toEqual({ ok: true, value: 'assigned' });
});

test('a text is not kept in a gap that joined another', async () => {
  const gap = await failing('Is there a branch?', 0, 3);
  await mainPool().query('update question_gaps set joined_into = id where id = $1', [gap]);
  expect(await saveGapText(lena, gap, 'draft', { text: 'Two', basis: null })).toMatchObject({
    ok: false,
    code: 'conflict',
  });
});

test('fixed gaps leave as questions with the answer that was drafted', async () => {
  const gap = await failing('Is there a mobile app?', 0, 3);
  await saveGapText(lena, gap, 'draft', { text: 'Yes, in both shops.', basis: null });
  await closeGap(lena, await seen(gap), 'fixed', null);
  const lines = (await exportQuestionSet(lena))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    {
      question: 'Is there a mobile app?',
      expected_answer: 'Yes, in both shops.',
      wordings: [],
      group_id: (await shown(gap)).row.groupId,
    },
  ]);
});

test('every fixed gap leaves with the set, its draft as it was written and its question masked, and none without a text', async () => {
  const question = 'Whom do I call from +1 202-555-0142?';
  const gap = await failing(question, 0, 3);
  await saveGapText(lena, gap, 'draft', { text: 'Call +1 202-555-0173.', basis: null });
  await closeGap(lena, await seen(gap), 'fixed', null);
  const before = (await exportQuestionSet(lena)).trim().split('\n').length;
  await mainPool().query(
    `insert into question_gaps (group_id, home_group_id, closed, closed_at, closed_snapshot, draft, first_failed_at, last_failed_at, figures, failing_texts, looked_at)
     select -n, -n, closed, closed_at, closed_snapshot, draft, first_failed_at, last_failed_at, figures, case when n <= 250 then failing_texts else '{}' end, looked_at
     from question_gaps, generate_series(1, 251) n where id = $1`,
    [gap],
  );
  const lines = (await exportQuestionSet(lena)).trim().split('\n');
  await mainPool().query('delete from question_gaps where group_id < 0');
  expect(lines).toHaveLength(before + 250);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    question: expect.stringMatching(/^Whom do I call from \[/),
    expected_answer: 'Call +1 202-555-0173.',
  });
});

test('a gap that joined another leads to it', async () => {
  const [first, second, third] = [
    await failing('Is it open?', 0, 3),
    await failing('Is it shut?', 0, 3),
    await failing('Is it ajar?', 0, 3),
  ];
  await mainPool().query(
    'update question_gaps set joined_into = case id when $1 then $2 else $3 end::bigint where id in ($1, $2)',
    [first, second, third],
  );
  expect(await getGapHeir(lena, first)).toBe(third);
  expect(await getGapHeir(lena, third)).toBe(third);
  expect(await getGapHeir(lena, '999999')).toBeNull();
});

test('a gap shows its failed turns, what the bot said, its days and the rate on both sides of a fix', async () => {
  const gap = await failing('Can I pay by phone?', 2, 3);
  await closeGap(lena, await seen(gap), 'fixed', null);
  await mainPool().query("update question_gaps set fixed_at = '2026-11-10 00:00' where id = $1", [gap]);
  await askTurn({ question: 'Can I pay by phone?', session: 'after', answered: true, at: '2026-11-12 10:00' });
  await mainPool().query('select question_texts_compact()');
  const { examples, answers, history, rates } = await shown(gap);
  expect(examples).toHaveLength(5);
  expect(answers).toEqual([{ text: 'Sorry.', turns: 5 }]);
  expect(history).toHaveLength(30);
  expect(history.find(({ startUtc }) => startUtc === '2026-11-05T00:00:00Z')).toMatchObject({
    unanswered: 3,
    answered: 0,
  });
  expect(rates?.before).toMatchObject({ turns: 4, rate: { value: 0.25 } });
  expect(rates?.after).toMatchObject({ turns: 1, rate: { value: 1 } });
});

test('a failed turn names its session by a handle where the id of it names a person', async () => {
  const group = await makeGroup();
  for (let n = 0; n < 3; n += 1)
    await askTurn({ question: 'Who calls me?', session: `+88017123456${10 + n}`, at: '2026-11-05 10:00' });
  await placeQuestions(group, 'Who calls me?');
  const { examples } = await findFailed(lena, group);
  expect(examples.map(({ sessionId }) => sessionId.slice(0, 1))).toEqual(['~', '~', '~']);
  expect(JSON.stringify(examples)).not.toContain('8801712');
});

test('an address where a failed turn is cut is not shown in part', async () => {
  const group = await makeGroup();
  const question = `${'Who '.repeat(248)}ada.lovelace@example.org`;
  await askTurn({ question, session: 'long', answer: question, at: '2026-11-05 10:00' });
  await placeQuestions(group, question);
  const { examples, answers } = await findFailed(lena, group);
  expect(examples[0]?.question).toMatch(/Who \[e-mail\]$/);
  expect(answers[0]?.text).toMatch(/Who \[e-mail\]$/);
});

test('operators see none of it', async () => {
  const operator = userActor('operator');
  const calls: (() => Promise<unknown>)[] = [
    () => findGaps(operator, firstGapParams, at),
    () => countGaps(operator, '30d'),
    () => getGap(operator, '1', '30d', 'UTC', at),
    () => findGapPeople(operator),
    () => getGapHeir(operator, '1'),
    () => exportQuestionSet(operator),
    () => undoGap(operator, '1', null),
    () => saveGapText(operator, '1', 'note', { text: '', basis: null }),
    () => closeGap(operator, { gap: '1', version: 1 }, 'fixed', null),
    () => lookForGaps(operator),
  ];
  for (const call of calls) await expect(Promise.resolve().then(call)).rejects.toThrow(ForbiddenError);
});
