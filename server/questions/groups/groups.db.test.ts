import { expect, test } from 'vitest';
import { z } from 'zod';
import { prisma } from '#server/core/db/prisma.ts';
import { storedSession } from '#server/core/privacy/session-handle.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { getGroup } from './group.ts';
import { findMembers } from './members.ts';
import { getGiven } from './turns.ts';

withDatabase();
const analyst = userActor('analyst');
const march = { fromUtc: '2026-03-01T00:00:00Z', toUtc: '2026-04-01T00:00:00Z' };

type Asked = { question: string; answer?: string; session?: string; answered?: number; at?: string };

async function ask({ question, answer = 'In the post.', session = 's', answered = 1, at = '2026-03-02 10:00' }: Asked) {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    values (${session}, ${question}, ${answer}, ${answered}, ${at}::timestamp)`;
}

const ids = z.array(z.object({ id: z.coerce.number() }));

async function createGroup(name: string | null = null): Promise<number> {
  const [row] = ids.parse(
    await prisma().$queryRaw`insert into question_groups (name) values (${name}) returning id::text`,
  );
  return row?.id ?? 0;
}

/** Folds what waits and puts the texts of these questions into a group. */
async function place(group: number, ...questions: string[]): Promise<number[]> {
  await prisma().$queryRaw`select question_texts_compact()::text`;
  const rows = ids.parse(
    await prisma().$queryRaw`
      select q.id::text from question_texts q join unnest(${questions}::text[]) with ordinality as w (question, place)
      on q.normalized = search.asked_text(w.question) order by w.place`,
  );
  const texts = rows.map(({ id }) => id);
  await prisma().$queryRaw`select question_texts_place(${texts}::bigint[], ${texts.map(() => group)}::bigint[])::text`;
  return texts;
}

test('a group shows its texts, the most asked first, masked, with why each is in it', async () => {
  const group = await createGroup();
  for (let turn = 0; turn < 3; turn += 1) await ask({ question: 'Where is my card?' });
  await ask({ question: 'My card for ann.smith@example.org has not come', answered: 0 });
  const [card = 0, late = 0] = await place(
    group,
    'Where is my card?',
    'My card for ann.smith@example.org has not come',
  );
  await prisma().$executeRaw`
    insert into question_embeddings (text_id, model, vector, likeness, nearest_id, placed_by) values
    (${card}::bigint, 'm', '', 0.9, null, 'batch'), (${late}::bigint, 'm', '', 0.5, ${card}::bigint, 'online')`;
  await prisma().$executeRaw`update question_groups set medoid_id = ${card}::bigint where id = ${group}::bigint`;
  await ask({ question: 'where is my card', answered: 0 });
  expect(await findMembers(analyst, group, 1)).toEqual([
    {
      id: card,
      question: 'Where is my card?',
      asked: 4,
      answered: 3,
      unanswered: 1,
      partial: 0,
      rate: 75,
      likeness: expect.closeTo(0.9, 5),
      nearest: null,
      placedBy: 'batch',
      isMedoid: true,
    },
    {
      id: late,
      question: 'My card for [e-mail] has not come',
      asked: 1,
      answered: 0,
      unanswered: 1,
      partial: 0,
      rate: 0,
      likeness: expect.closeTo(0.5, 5),
      nearest: 'Where is my card?',
      placedBy: 'online',
      isMedoid: false,
    },
  ]);
  expect(await findMembers(analyst, group, 2)).toEqual([]);
  expect(await getGroup(analyst, group)).toMatchObject({
    question: 'Where is my card?',
    unnamed: null,
    masked: false,
    wordings: 2,
    leadsTo: null,
  });
  await prisma().$executeRaw`update question_groups set name = 'Cards of bob@example.org' where id = ${group}::bigint`;
  expect(await getGroup(analyst, group)).toMatchObject({
    question: 'Cards of [e-mail]',
    unnamed: 'Where is my card?',
    masked: true,
  });
  const other = await createGroup();
  await place(other, 'Where is my card?');
  const [alone] = await findMembers(analyst, group, 1);
  expect(alone, 'the nearest text lies elsewhere now').toMatchObject({ id: late, nearest: null });
});

test('a group that was merged leads to where its texts are, over all mergers, and a circle ends', async () => {
  const [one, two, three] = [await createGroup(), await createGroup(), await createGroup('The last')];
  await prisma().$executeRaw`update question_groups set merged_into = ${two}::bigint where id = ${one}::bigint`;
  await prisma().$executeRaw`update question_groups set merged_into = ${three}::bigint where id = ${two}::bigint`;
  expect((await getGroup(analyst, one))?.leadsTo).toBe(three);
  expect((await getGroup(analyst, three))?.leadsTo).toBeNull();
  await prisma().$executeRaw`update question_groups set merged_into = ${one}::bigint where id = ${three}::bigint`;
  expect(await getGroup(analyst, one)).not.toBeNull();
  expect(await getGroup(analyst, 999_999)).toBeNull();
});

test('the answers to all its texts are told apart, in the window alone, with one turn a session', async () => {
  const group = await createGroup();
  await ask({ question: 'How much is a transfer?', answer: 'A transfer costs 5 dollars.', session: 'a' });
  await ask({
    question: 'how much is a transfer',
    answer: 'A transfer costs 5 dollars',
    session: 'b',
    at: '2026-03-03 10:00',
  });
  await ask({
    question: 'Fee of a transfer',
    answer: 'A transfer costs 50 dollars.',
    session: 'b',
    at: '2026-03-04 10:00',
  });
  await ask({
    question: 'Fee of a transfer',
    answer: 'Write to help@example.org.',
    session: 'c',
    answered: 0,
    at: '2026-04-01 00:00',
  });
  await ask({ question: 'Something else', answer: 'Not this.' });
  await place(group, 'How much is a transfer?', 'Fee of a transfer');
  const { answers, examples, looked, bounded } = await getGiven(analyst, group, march);
  expect(answers.map(({ text, turns }) => [text, turns])).toEqual([
    ['A transfer costs 5 dollars', 2],
    ['A transfer costs 50 dollars.', 1],
  ]);
  expect(examples.map(({ sessionId, question }) => [sessionId, question])).toEqual([
    ['b', 'Fee of a transfer'],
    ['a', 'How much is a transfer?'],
  ]);
  expect([looked, bounded]).toEqual([3, false]);
  const later = await getGiven(analyst, group, { fromUtc: '2026-04-01T00:00:00Z', toUtc: '2026-05-01T00:00:00Z' });
  expect(later.answers.map(({ text, unanswered }) => [text, unanswered])).toEqual([['Write to [e-mail].', 1]]);
});

test('a session whose id names a person is shown by its handle', async () => {
  const group = await createGroup();
  await ask({ question: 'Where is the cashier?', session: '+8801712345678' });
  await place(group, 'Where is the cashier?');
  const given = await getGiven(analyst, group, march);
  expect(JSON.stringify(given)).not.toMatch(/880171|345678/);
  expect(given.examples.map(({ sessionId }) => storedSession(sessionId))).toEqual(['+8801712345678']);
});

test('an address where an answer is cut is not shown in part', async () => {
  const group = await createGroup();
  const question = `${'Who '.repeat(498)}ada.lovelace@example.org`;
  const answer = `${'She '.repeat(998)}ada.lovelace@example.org`;
  await ask({ question, answer });
  await place(group, question);
  const { answers, examples } = await getGiven(analyst, group, march);
  expect(answers[0]?.text).toMatch(/She \[e-mail\]$/);
  expect(examples[0]?.question).toMatch(/Who \[e-mail\]$/);
});

test('one text alone is looked at as far as all are, and what is beyond is told', async () => {
  const group = await createGroup();
  const askOften = (first: number, last: number, answer: string) => prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's', 'Where is the lift?', ${answer}, 1, timestamp '2026-03-02' + n * interval '1 minute' from generate_series(${first}::int, ${last}::int) n`;
  await askOften(1, 30, 'Ask at the gate');
  await askOften(31, 60, 'Behind you');
  await place(group, 'Where is the lift?');
  const few = await getGiven(analyst, group, march);
  expect(few.answers.map(({ text, turns }) => [text, turns])).toEqual([
    ['Behind you', 30],
    ['Ask at the gate', 30],
  ]);
  expect([few.looked, few.bounded]).toEqual([60, false]);
  await askOften(61, 431, 'Behind you');
  const many = await getGiven(analyst, group, march);
  expect(many.answers).toMatchObject([{ text: 'Behind you', turns: 400 }]);
  expect([many.looked, many.bounded]).toEqual([400, true]);
});

test('of many texts that were asked often the latest turns are looked at, whichever asked them', async () => {
  const group = await createGroup();
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's' || n, 'door ' || case when n > 900 then 0 else n % 30 end, 'a', 1, timestamp '2026-03-02' + n * interval '1 minute' from generate_series(1, 1000) n`;
  await place(group, ...Array.from({ length: 30 }, (_, place) => `door ${place}`));
  const { answers, looked, bounded } = await getGiven(analyst, group, march);
  expect([looked, bounded, answers[0]?.turns, answers[0]?.last.sessionId]).toEqual([400, true, 400, 's1000']);
  const early = await getGiven(analyst, group, { ...march, toUtc: '2026-03-02T06:00:00Z' });
  expect([early.looked, early.bounded, early.answers[0]?.last.sessionId]).toEqual([359, false, 's359']);
});

test('more texts than are looked at are told, and of many answers the commonest are compared', async () => {
  const group = await createGroup();
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's', 'gate ' || n, md5(n::text), 1, timestamp '2026-03-02' + n * interval '1 minute' from generate_series(1, 200) n`;
  const questions = (count: number) => Array.from({ length: count }, (_, place) => `gate ${place + 1}`);
  await place(group, ...questions(200));
  const given = await getGiven(analyst, group, march);
  expect([given.looked, given.bounded, given.uncompared]).toEqual([200, false, 140]);
  expect(given.answers).toHaveLength(200);
  await ask({ question: 'gate 201' });
  await place(group, ...questions(201));
  expect((await getGiven(analyst, group, march)).bounded).toBe(true);
});

test('none of it is for an operator', async () => {
  const operator = userActor('operator');
  await expect(getGroup(operator, 1)).rejects.toThrow('analysts and admins');
  await expect(findMembers(operator, 1, 1)).rejects.toThrow('analysts and admins');
  await expect(getGiven(operator, 1, march)).rejects.toThrow('analysts and admins');
});
