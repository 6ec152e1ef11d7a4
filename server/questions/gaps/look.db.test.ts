import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, makeGroup, placeQuestions } from '#test/gaps.ts';
import { lookForGaps } from './look.ts';
import { assignGap, closeGap } from './mutations.ts';
import { undoGap } from './undo.ts';

withDatabase();
const worker = systemActor('worker');
const analyst = userActor('analyst');

beforeEach(async () => {
  await mainPool().query('truncate conversations');
  await mainPool().query('truncate question_gaps, question_gap_marks cascade');
});

const gapRow = z.object({
  id: z.string(),
  group: z.string(),
  closed: z.string().nullable(),
  gone: z.boolean(),
  joined: z.string().nullable(),
  version: z.int(),
  sessions: z.int(),
});

async function gaps(): Promise<z.infer<typeof gapRow>[]> {
  const { rows } = await mainPool().query(
    `select id::text, group_id::text as group, closed, gone_at is not null as gone, joined_into::text as joined, version, (figures->'sessions'->>'all')::int as sessions
     from question_gaps order by id`,
  );
  return z.array(gapRow).parse(rows);
}

async function look(): Promise<void> {
  await mainPool().query('select question_texts_compact()');
  while ((await lookForGaps(worker)).more);
}

/** The only gap. */
async function only() {
  const [gap, ...more] = await gaps();
  if (gap === undefined || more.length > 0) throw new Error('There is not exactly one gap.');
  return gap;
}

/** A group whose question failed in sessions a, b and c, looked at. */
async function failingGroup(question = 'Where is my card?'): Promise<string> {
  const group = await makeGroup();
  for (const session of ['a', 'b', 'c']) await askTurn({ question, session, at: '2026-03-01 10:00' });
  await placeQuestions(group, question);
  await look();
  return group;
}

async function close(closing: 'fixed' | 'wont_fix'): Promise<void> {
  const { id, version } = await only();
  expect(await closeGap(analyst, { gap: id, version }, closing, null)).toMatchObject({ ok: true });
}

test('a group lands in the inbox once three sessions got no answer, not sooner', async () => {
  const group = await makeGroup();
  await askTurn({ question: 'Where is it?', session: 'a' });
  await placeQuestions(group, 'Where is it?');
  await askTurn({ question: 'Where is it?', session: 'a' });
  await askTurn({ question: 'where is it', session: 'b' });
  await askTurn({ question: 'where is it', session: 'c', answered: true });
  await look();
  expect(await gaps()).toEqual([]);
  await askTurn({ question: 'where is it', session: 'd' });
  await look();
  expect(await gaps()).toMatchObject([{ group, closed: null, gone: false, sessions: 3 }]);
});

test('what waits for its group and what is no question has no gap', async () => {
  for (const session of ['a', 'b', 'c']) await askTurn({ question: 'hello', session });
  await look();
  expect(await gaps()).toEqual([]);
  const group = await failingGroup();
  await mainPool().query("update question_groups set kind = 'not_question' where id = $1", [group]);
  await look();
  expect(await gaps()).toMatchObject([{ gone: true }]);
  await mainPool().query("update question_groups set kind = 'question' where id = $1", [group]);
  await look();
  expect(await gaps()).toMatchObject([{ gone: false }]);
});

test('a gap whose failures vanish closes quietly and comes back with them', async () => {
  await failingGroup();
  await mainPool().query("update conversation_states set state = 'answered', human_state = 'answered'");
  await look();
  expect(await gaps()).toMatchObject([{ gone: true, closed: null }]);
  await mainPool().query("update conversation_states set state = 'unanswered', human_state = null");
  await look();
  expect(await gaps()).toMatchObject([{ gone: false }]);
});

test('one that somebody works on stays while a failure is left', async () => {
  await failingGroup();
  const { id, version } = await only();
  const { rows } = await mainPool().query(
    "insert into users (name, email, role) values ('Lena', 'lena@example.org', 'analyst') returning id::text as id",
  );
  expect(await assignGap(analyst, { gap: id, version }, rows[0].id)).toMatchObject({ ok: true });
  await mainPool().query(
    "update conversation_states set state = 'answered' where id <> (select min(id) from conversation_states)",
  );
  await look();
  expect(await gaps()).toMatchObject([{ gone: false, sessions: 1 }]);
  await mainPool().query("update conversation_states set state = 'partial'");
  await look();
  expect(await gaps()).toMatchObject([{ gone: true }]);
});

test('a fixed gap reopens within three new failures, with the turns that show it', async () => {
  await failingGroup();
  await close('fixed');
  await look();
  expect(await gaps()).toMatchObject([{ closed: 'fixed' }]);
  const first = await askTurn({ question: 'Where is my card?', session: 'd' });
  await askTurn({ question: 'Where is my card?', session: 'e', answered: true });
  await look();
  expect(await gaps()).toMatchObject([{ closed: 'fixed' }]);
  const second = await askTurn({ question: 'where is my card', session: 'f' });
  await look();
  expect(await gaps()).toMatchObject([{ closed: null }]);
  const { rows } = await mainPool().query("select details from question_gap_events where kind = 'reopened'");
  expect(rows).toMatchObject([
    { details: { from: 'fixed', sessions: 2, turns: 2, evidence: [{ id: second }, { id: first }] } },
  ]);
});

test('one session that asks again and again reopens it with its third failure', async () => {
  await failingGroup();
  await close('fixed');
  for (const closed of ['fixed', 'fixed', null]) {
    await askTurn({ question: 'Where is my card?', session: 'd' });
    await look();
    expect(await gaps()).toMatchObject([{ closed }]);
  }
});

test('neither an import of old turns nor turns of the future that stood already reopen it', async () => {
  const group = await failingGroup();
  for (const session of ['x', 'y', 'z'])
    await askTurn({ question: 'Where is my card?', session, at: '2099-01-01 00:00' });
  await look();
  await close('fixed');
  for (const session of ['d', 'e', 'f', 'g'])
    await askTurn({ question: 'Where is my card?', session, at: '2026-03-02 00:00' });
  await placeQuestions(group, 'Where is my card?');
  await look();
  expect(await gaps()).toMatchObject([{ closed: 'fixed', sessions: 10 }]);
});

test('what was not looked at by the evaluator does not speak against a fix', async () => {
  await failingGroup();
  await close('fixed');
  for (const session of ['d', 'e', 'f']) await askTurn({ question: 'Where is my card?', session });
  await mainPool().query('update conversation_states set rules_version = null');
  await look();
  expect(await gaps()).toMatchObject([{ closed: 'fixed' }]);
});

test('a fix that failed reopens as soon as the evaluator has looked, though no count changes then', async () => {
  await failingGroup();
  await close('fixed');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await mainPool().query("update conversation_states set rules_version = null where created_at > '2026-04-01'");
  await look();
  expect(await gaps()).toMatchObject([{ closed: 'fixed' }]);
  await mainPool().query('update conversation_states set rules_version = 1 where rules_version is null');
  await look();
  expect(await gaps()).toMatchObject([{ closed: null, sessions: 5 }]);
});

test('a snapshot of another server, from a restored backup, leaves it to the time of the turns', async () => {
  await failingGroup();
  await close('fixed');
  await mainPool().query("update question_gaps set closed_snapshot = '900000000:900000000:'");
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await look();
  expect(await gaps()).toMatchObject([{ closed: null }]);
});

test('what is not to be fixed comes back when the sessions have doubled', async () => {
  await failingGroup();
  await close('wont_fix');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await look();
  expect(await gaps()).toMatchObject([{ closed: 'wont_fix' }]);
  await askTurn({ question: 'Where is my card?', session: 'f' });
  await look();
  expect(await gaps()).toMatchObject([{ closed: null }]);
});

test('a gap follows its group into another, and comes home when the merge is taken back', async () => {
  const from = await failingGroup();
  const into = await makeGroup();
  await placeQuestions(into, 'Where is my card?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [into, from]);
  await look();
  expect(await gaps()).toMatchObject([{ group: into, gone: false }]);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [from]);
  await placeQuestions(from, 'Where is my card?');
  await look();
  await look();
  expect(await gaps()).toMatchObject([{ group: from, gone: false }]);
});

test('of two gaps the one in work stays; the other parts from it again with its group', async () => {
  const one = await failingGroup('Where is my card?');
  const other = await failingGroup('Where has my card gone?');
  const [first, second] = await gaps();
  await mainPool().query("update question_gaps set draft = 'In the post.' where id = $1", [second?.id]);
  await placeQuestions(one, 'Where has my card gone?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [one, other]);
  await look();
  expect(await gaps()).toMatchObject([
    { id: first?.id, joined: second?.id },
    { id: second?.id, joined: null, group: one, sessions: 3 },
  ]);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [other]);
  await placeQuestions(other, 'Where has my card gone?');
  await look();
  await look();
  const after = await gaps();
  expect(
    after
      .filter(({ joined }) => joined === null)
      .map(({ group }) => group)
      .sort(),
  ).toEqual([one, other].sort());
});

test('a fixed gap that an open one without failures joins stays fixed', async () => {
  const one = await failingGroup('Where is my card?');
  await close('fixed');
  const other = await failingGroup('Who are you?');
  await mainPool().query(
    "update conversation_states s set state = 'answered' from conversations c where c.id = s.id and c.user_message = 'Who are you?'",
  );
  await look();
  await placeQuestions(one, 'Who are you?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [one, other]);
  await look();
  expect((await gaps()).filter(({ joined }) => joined === null)).toMatchObject([{ group: one, closed: 'fixed' }]);
});

test('the gap of a group that is split goes where most of its failures go', async () => {
  const group = await failingGroup();
  const part = await makeGroup();
  await askTurn({ question: 'Where is my other card?', session: 'a' });
  await placeQuestions(group, 'Where is my other card?');
  await look();
  await placeQuestions(part, 'Where is my card?');
  await look();
  expect(await gaps()).toMatchObject([{ group: part, gone: false, sessions: 3 }]);
});

test('a fix that is taken back is none, and one that failed cannot be', async () => {
  await failingGroup();
  await close('fixed');
  const { id } = await only();
  expect(await undoGap(analyst, id)).toEqual({ ok: true, value: 'fixed' });
  expect(await gaps()).toMatchObject([{ closed: null }]);
  await close('fixed');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await look();
  expect(await undoGap(analyst, id)).toMatchObject({ ok: false, code: 'conflict' });
});

test('an open gap of very many sessions is looked at once a minute, a closed one at once', async () => {
  const group = await failingGroup();
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 's' || n, 'Where is my card?', 'Sorry.', 0, '2026-03-01 11:00' from generate_series(1, 300) n`,
  );
  await look();
  expect(await gaps()).toMatchObject([{ group, sessions: 303 }]);
  await askTurn({ question: 'Where is my card?', session: 'later', at: '2026-03-01 12:00' });
  await look();
  expect(await gaps()).toMatchObject([{ sessions: 303 }]);
  await mainPool().query("update question_gaps set looked_at = looked_at - interval '61 seconds'");
  await look();
  expect(await gaps()).toMatchObject([{ sessions: 304 }]);
  await close('fixed');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await look();
  expect(await gaps()).toMatchObject([{ closed: null, sessions: 306 }]);
});
