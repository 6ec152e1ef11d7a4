import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { setVerdict } from '#server/conversations/verdicts.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const worker = systemActor('worker');
const refusal = 'I’m sorry, I don’t have information on this.';

beforeEach(async () => {
  await mainPool().query('truncate conversations');
});

type Given = {
  session?: string;
  question?: string;
  answer?: string;
  reported?: number | null;
  explicit?: boolean;
  at?: string;
};
const insert = `insert into conversations (session_id, user_message, assistant_response, is_answered, reported_explicitly, created_at) values ($1, $2, $3, $4, $5, $6) returning id::text`;

function valuesOf({
  session = randomUUID(),
  question = 'q',
  answer = 'Fine, done.',
  reported = null,
  explicit = false,
  at = '2026-11-01 10:00',
}: Given) {
  return [session, question, answer, reported, explicit, at];
}

async function say(turn: Given): Promise<string> {
  const { rows } = await mainPool().query<{ id: string }>(insert, valuesOf(turn));
  return rows[0]?.id ?? '';
}

async function states(): Promise<string[]> {
  const { rows } = await mainPool().query<{ state: string }>('select state from conversation_states order by id');
  return rows.map(({ state }) => state);
}

test('follows the order of who may speak, for all rows alike', async () => {
  await say({ answer: refusal });
  await say({ answer: refusal, reported: 1 });
  await say({ answer: refusal, reported: 1, explicit: true });
  await say({ answer: 'Sure.[no-context]', reported: 1, explicit: true });
  await say({ reported: 0 });
  await say({});
  await say({ answer: 'I don’t know the fee, but cards usually cost five dollars a year.' });
  expect(await states()).toEqual(['unknown', 'answered', 'answered', 'answered', 'unanswered', 'unknown', 'unknown']);
  await evaluateNew(worker);
  expect(await states()).toEqual([
    'unanswered',
    'unanswered',
    'answered',
    'unanswered',
    'unanswered',
    'answered',
    'partial',
  ]);
});

test('what is asked again marks the turn before it, also when that was judged long since', async () => {
  const first = await say({ session: 's', question: 'how do I unblock my card', at: '2026-11-01 10:00' });
  await evaluateNew(worker);
  expect(await states()).toEqual(['answered']);
  const second = await say({ session: 's', question: 'how can I unblock my card?', at: '2026-11-01 10:05' });
  await evaluateNew(worker);
  expect(await states()).toEqual(['unanswered', 'answered']);
  const { rows } = await mainPool().query(
    'select behaviour_rule, behaviour_turn::text from conversation_states where id = $1',
    [first],
  );
  expect(rows).toEqual([{ behaviour_rule: 'rephrased', behaviour_turn: second }]);
});

test('a turn that goes takes along what it had shown of the turn before it', async () => {
  await say({ session: 's', question: 'how do I unblock my card', at: '2026-11-01 10:00' });
  await say({ session: 's', question: 'how do I unblock my card', at: '2026-11-01 10:05' });
  await say({ session: 's', question: 'how do I unblock my card', at: '2026-11-01 10:30' });
  await evaluateNew(worker);
  expect(await states()).toEqual(['unanswered', 'answered', 'answered']);
  await mainPool().query(`delete from conversations where created_at = '2026-11-01 10:05'`);
  expect((await evaluateNew(worker)).looked).toBe(1);
  expect(await states()).toEqual(['answered', 'answered']);
  const { rows } = await mainPool().query('select behaviour_rule, behaviour_turn from conversation_states order by id');
  expect(rows).toEqual(Array(2).fill({ behaviour_rule: null, behaviour_turn: null }));
});

test('a month that retention holds while it counts stops no verdict on turns of another', async () => {
  await mainPool().query(`select conversations_ensure_month('2025-03-01'), conversations_ensure_month('2026-11-01')`);
  // As often as a plan is made anew before one is kept.
  for (let n = 0; n < 7; n += 1) {
    await say({});
    await evaluateNew(worker);
  }
  await say({ answer: refusal });
  const retention = await mainPool().connect();
  await retention.query(
    'begin; lock table partitions.conversation_states_2025_03, partitions.conversations_2025_03 in share mode',
  );
  const judged = evaluateNew(worker).then(() => 'judged');
  const first = await Promise.race([judged, sleep(5_000, 'still waits')]);
  await retention.query('rollback');
  retention.release();
  await judged;
  expect(first).toBe('judged');
  expect((await states()).at(-1)).toBe('unanswered');
});

test('a turn that commits late is judged, one rolled back harms nothing', async () => {
  const late = await mainPool().connect();
  await late.query('begin');
  await late.query(insert, valuesOf({ answer: refusal }));
  await say({});
  expect(await evaluateNew(worker)).toEqual({ looked: 1, more: false });
  await say({});
  await evaluateNew(worker);
  await late.query('commit');
  await late.query('begin');
  await late.query(insert, valuesOf({}));
  await late.query('rollback');
  late.release();
  expect(await evaluateNew(worker)).toEqual({ looked: 1, more: false });
  expect(await states()).toEqual(['unanswered', 'answered', 'answered']);
  expect(await evaluateNew(worker)).toEqual({ looked: 0, more: false });
});

test('one transaction larger than a chunk is judged once through, with a late one in between', async () => {
  const late = await mainPool().connect();
  await late.query('begin');
  await late.query(insert, valuesOf({ answer: refusal, session: 'late' }));
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's' || n, 'q', $1, null, '2026-11-01' from generate_series(1, 25) n`,
    [refusal],
  );
  expect(await evaluateNew(worker, -1, 10)).toEqual({ looked: 10, more: true });
  await late.query('commit');
  late.release();
  expect(await evaluateNew(worker, 60_000, 10)).toEqual({ looked: 15, more: false });
  expect(await evaluateNew(worker)).toEqual({ looked: 1, more: false });
  expect(new Set(await states())).toEqual(new Set(['unanswered']));
});

test('what people ask while an import waits to be judged is judged before it, once it is there', async () => {
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at, source)
    select 's' || n, 'q', $1, null, '2026-10-01', 'import' from generate_series(1, 30) n`,
    [refusal],
  );
  const judged = async () => {
    const read = `select s.state from conversation_states s join conversations c using (id, created_at) where c.source = 'sql' order by id`;
    return (await mainPool().query<{ state: string }>(read)).rows.map(({ state }) => state);
  };
  await say({});
  expect(await evaluateNew(worker, -1, 10)).toEqual({ looked: 10, more: true });
  expect(await judged()).toEqual(['answered']);
  // Behind what the run is at, and seen by the next.
  await say({ answer: refusal });
  expect(await evaluateNew(worker, -1, 10)).toEqual({ looked: 10, more: true });
  expect(await judged()).toEqual(['answered', 'unanswered']);
  expect(await evaluateNew(worker, 60_000, 10)).toEqual({ looked: 11, more: false });
  expect(new Set(await states())).toEqual(new Set(['answered', 'unanswered']));
  expect(await evaluateNew(worker)).toEqual({ looked: 1, more: false });
  expect(await evaluateNew(worker)).toEqual({ looked: 0, more: false });
});

test('a text changed by plain SQL is looked at again', async () => {
  const id = await say({ answer: refusal });
  await evaluateNew(worker);
  await mainPool().query(`update conversations set assistant_response = 'Cards cost five dollars.' where id = $1`, [
    id,
  ]);
  await evaluateNew(worker);
  expect(await states()).toEqual(['answered']);
});

test('figures move with the states, and a restored mark begins anew', async () => {
  await say({ answer: refusal });
  await evaluateNew(worker);
  await mainPool().query('select conversations_compact()');
  const { rows } = await mainPool().query(
    `select turns::int, answered::int, unanswered::int from conversation_rollups where grain = 'day'`,
  );
  expect(rows).toEqual([{ turns: 1, answered: 0, unanswered: 1 }]);
  await mainPool().query(`update conversation_evaluator set done = '4000000000:4000000000:'`);
  expect((await evaluateNew(worker)).looked).toBe(1);
});

test('a person goes above all, the evaluator leaves that alone, and taking it back lets the detectors decide again', async () => {
  const id = await say({ answer: refusal });
  const turn = { id, at: '2026-11-01T10:00:00.000000Z' };
  await evaluateNew(worker);
  for (const said of ['answered', 'partial', 'unanswered'] as const) {
    await setVerdict(userActor('analyst'), turn, said);
    await mainPool().query('insert into conversation_reviews select id, created_at from conversations');
    await evaluateNew(worker);
    expect(await states()).toEqual([said]);
  }
  await setVerdict(userActor('analyst'), turn, null);
  expect(await states()).toEqual(['unanswered']);
  await expect(setVerdict(userActor('operator'), turn, 'answered')).rejects.toThrow();
});

test('a turn that somebody is changing holds up no other, and is judged once that is done', async () => {
  await say({ session: 'held', answer: refusal, at: '2026-11-01 10:00' });
  const writer = await mainPool().connect();
  try {
    await writer.query(`begin; update conversations set response_time_ms = 900 where session_id = 'held'`);
    await say({ session: 'held', question: 'another', at: '2026-11-01 10:01' });
    expect(await Promise.race([evaluateNew(worker), sleep(10_000, 'still waiting')])).toMatchObject({ more: false });
    expect(await states()).toEqual(['unknown', 'answered']);
    await writer.query('commit');
  } finally {
    writer.release();
  }
  await evaluateNew(worker);
  expect(await states()).toEqual(['unanswered', 'answered']);
});
