import { beforeEach, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, failingGroup, lookAtGaps, makeGroup, placeQuestions, readGaps } from '#test/gaps.ts';
import { getGap } from './detail.ts';
import { assignGap, closeGap } from './mutations.ts';
import { undoGap } from './undo.ts';

withDatabase();
const analyst = userActor('analyst');

beforeEach(emptyGaps);

/** The only gap. */
async function only() {
  const [gap, ...more] = await readGaps();
  if (gap === undefined || more.length > 0) throw new Error('There is not exactly one gap.');
  return gap;
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
  await lookAtGaps();
  expect(await readGaps()).toEqual([]);
  await askTurn({ question: 'where is it', session: 'd' });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ group, closed: null, gone: false, sessions: 3 }]);
});

test('what waits for its group and what is no question has no gap', async () => {
  for (const session of ['a', 'b', 'c']) await askTurn({ question: 'hello', session });
  await lookAtGaps();
  expect(await readGaps()).toEqual([]);
  const group = await failingGroup();
  await mainPool().query("update question_groups set kind = 'not_question' where id = $1", [group]);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ gone: true }]);
  await mainPool().query("update question_groups set kind = 'question' where id = $1", [group]);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ gone: false }]);
});

test('a gap that leaves the inbox says why', async () => {
  const group = await failingGroup();
  const { id } = await only();
  const why = async () => {
    const gap = await getGap(analyst, id, '30d', 'UTC', new Date());
    return [gap?.gone, gap?.absence, gap?.events.find(({ kind }) => kind === 'vanished')?.details.absence];
  };
  const kind = (name: string) => mainPool().query('update question_groups set kind = $2 where id = $1', [group, name]);
  expect(await why()).toEqual([false, null, undefined]);
  await kind('not_question');
  await lookAtGaps();
  expect(await why()).toEqual([true, 'no_question', 'no_question']);
  await kind('question');
  expect(await why()).toEqual([true, null, 'no_question']);
  await lookAtGaps();
  await mainPool().query(
    "update conversation_states set state = 'answered' where id = (select min(id) from conversations)",
  );
  await lookAtGaps();
  expect(await why()).toEqual([true, 'few', 'few']);
  await mainPool().query("update conversation_states set state = 'answered'");
  await lookAtGaps();
  expect(await why()).toEqual([true, 'none', 'few']);
});

test('a gap whose failures vanish closes quietly and comes back with them', async () => {
  await failingGroup();
  await mainPool().query("update conversation_states set state = 'answered', human_state = 'answered'");
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ gone: true, closed: null }]);
  await mainPool().query("update conversation_states set state = 'unanswered', human_state = null");
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ gone: false }]);
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
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ gone: false, sessions: 1 }]);
  await mainPool().query("update conversation_states set state = 'partial'");
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ gone: true }]);
});

test('a fixed gap reopens within three new failures, with the turns that show it', async () => {
  await failingGroup();
  await close('fixed');
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: 'fixed' }]);
  const first = await askTurn({ question: 'Where is my card?', session: 'd' });
  await askTurn({ question: 'Where is my card?', session: 'e', answered: true });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: 'fixed' }]);
  const second = await askTurn({ question: 'where is my card', session: 'f' });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: null }]);
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
    await lookAtGaps();
    expect(await readGaps()).toMatchObject([{ closed }]);
  }
});

test('neither an import of old turns nor turns of the future that stood already reopen it', async () => {
  const group = await failingGroup();
  for (const session of ['x', 'y', 'z'])
    await askTurn({ question: 'Where is my card?', session, at: '2099-01-01 00:00' });
  await lookAtGaps();
  await close('fixed');
  for (const session of ['d', 'e', 'f', 'g'])
    await askTurn({ question: 'Where is my card?', session, at: '2026-03-02 00:00' });
  await placeQuestions(group, 'Where is my card?');
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: 'fixed', sessions: 10 }]);
});

test('what was not looked at by the evaluator does not speak against a fix', async () => {
  await failingGroup();
  await close('fixed');
  for (const session of ['d', 'e', 'f']) await askTurn({ question: 'Where is my card?', session });
  await mainPool().query('update conversation_states set rules_version = null');
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: 'fixed' }]);
});

test('a fix that failed reopens as soon as the evaluator has looked, though no count changes then', async () => {
  await failingGroup();
  await close('fixed');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await mainPool().query("update conversation_states set rules_version = null where created_at > '2026-04-01'");
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: 'fixed' }]);
  await mainPool().query('update conversation_states set rules_version = 1 where rules_version is null');
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: null, sessions: 5 }]);
});

test('a snapshot of another server, from a restored backup, leaves it to the time of the turns', async () => {
  await failingGroup();
  await close('fixed');
  await mainPool().query("update question_gaps set closed_snapshot = '900000000:900000000:'");
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: null }]);
});

test('what is not to be fixed comes back when the sessions have doubled', async () => {
  await failingGroup();
  await close('wont_fix');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: 'wont_fix' }]);
  await askTurn({ question: 'Where is my card?', session: 'f' });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: null }]);
});

test('a fix that is taken back is none, and one that failed cannot be', async () => {
  await failingGroup();
  await close('fixed');
  const { id } = await only();
  expect(await undoGap(analyst, id, null)).toEqual({ ok: true, value: 'fixed' });
  expect(await readGaps()).toMatchObject([{ closed: null }]);
  await close('fixed');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await lookAtGaps();
  expect(await undoGap(analyst, id, null)).toMatchObject({ ok: false, code: 'conflict' });
});

test('an open gap rests after a look, the longer the more sessions it has; a closed one never', async () => {
  const group = await failingGroup();
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 's' || n, 'Where is my card?', 'Sorry.', 0, '2026-03-01 11:00' from generate_series(1, 300) n`,
  );
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ group, sessions: 303 }]);
  await askTurn({ question: 'Where is my card?', session: 'later', at: '2026-03-01 12:00' });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ sessions: 303 }]);
  const passed = (seconds: number) =>
    mainPool().query("update question_gaps set looked_at = timezone('utc', now()) - make_interval(secs => $1)", [
      seconds,
    ]);
  await passed(80);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ sessions: 303 }]);
  await passed(90);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ sessions: 304 }]);
  await askTurn({ question: 'Where is my card?', session: 'latest', at: '2026-03-01 12:00' });
  await mainPool().query(`update question_gaps set figures = jsonb_set(figures, '{sessions,all}', '100000')`);
  await passed(590);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ sessions: 100_000 }]);
  await passed(601);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ sessions: 305 }]);
  await close('fixed');
  for (const session of ['d', 'e']) await askTurn({ question: 'Where is my card?', session });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: null, sessions: 307 }]);
});

test('a group that is split while its gap rests shows its failures once', async () => {
  const group = await failingGroup();
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 's' || n, 'Where is my card?', 'Sorry.', 0, '2026-03-01 11:00' from generate_series(1, 300) n`,
  );
  await askTurn({ question: 'Where is my other card?', session: 'a', at: '2026-03-01 11:00' });
  await placeQuestions(group, 'Where is my other card?');
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ group, sessions: 303 }]);
  const part = await makeGroup();
  await placeQuestions(part, 'Where is my card?');
  for (let n = 0; n < 2; n += 1) {
    await lookAtGaps();
    expect(await readGaps()).toMatchObject([{ group: part, joined: null, sessions: 303 }]);
    expect(await readGaps()).toHaveLength(1);
  }
});

test('a fix of a busy group reopens by a wording whose turns lie past all that is read of it', async () => {
  const group = await makeGroup();
  const busy = ['one', 'two', 'three', 'four'].map((n) => `Where is card ${n}?`);
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 's' || n, q, 'Sorry.', 0, '2026-03-01 11:00' from unnest($1::text[]) q, generate_series(1, 5000) n`,
    [busy],
  );
  await mainPool().query('update conversation_states set rules_version = 1');
  await placeQuestions(group, ...busy);
  await lookAtGaps();
  await close('fixed');
  const rare = 'Where is the card of my aunt?';
  const turns = [await askTurn({ question: rare, session: 'd' }), await askTurn({ question: rare, session: 'e' })];
  await placeQuestions(group, rare);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: null }]);
  const { rows } = await mainPool().query("select details from question_gap_events where kind = 'reopened'");
  expect(rows).toMatchObject([{ details: { sessions: 2, evidence: [{ id: turns[1] }, { id: turns[0] }] } }]);
});
