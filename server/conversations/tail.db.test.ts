import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { everyTurn, type TurnState } from '#lib/measures/turn-filter.ts';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { exportTurns } from './export.ts';
import { findTail } from './queries.ts';
import { getMark } from './tail.ts';

const database = withDatabase();
const analyst = userActor('analyst');

beforeAll(async () => {
  await prisma().$executeRaw`select public.conversations_ensure_month('2026-09-01')::text`;
});

test('a tail tells each turn once, also one that commits late and one with an old time', async () => {
  const mark = await getMark(analyst);
  const slow = new pg.Client(database.connection());
  await slow.connect();
  await slow.query('begin');
  await slow.query(
    "insert into conversations (session_id, user_message, assistant_response) values ('tail', 'late', 'a')",
  );
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('tail', 'old', 'a', '2026-09-21')`;
  const wish = { ...everyTurn, session: 'tail' };
  const texts = (rows: { question: { text: string }[] }[]) =>
    rows.map((row) => row.question.map(({ text }) => text).join(''));
  const first = await findTail(analyst, wish, mark);
  expect(texts(first.rows)).toEqual(['old']);
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response) values ('tail', 'next', 'a')`;
  const second = await findTail(analyst, wish, first.mark);
  expect(texts(second.rows)).toEqual(['next']);
  await slow.query('commit');
  await slow.end();
  const third = await findTail(analyst, wish, second.mark);
  expect(texts(third.rows)).toEqual(['late']);
  expect(third.count).toBe(1);
  expect((await findTail(analyst, wish, third.mark)).rows).toEqual([]);
  expect((await findTail(analyst, { ...everyTurn, session: 'other' }, mark)).rows).toEqual([]);
});

const post = (session: string, answer: string) =>
  prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered) values (${session}, ${answer}, ${answer}, null)`;
const evaluate = () => evaluateNew(systemActor('test'));
const refusal = 'I am sorry, I do not know the answer to that.';

test('a tail of a state tells each turn once it is judged, and none that is about to leave that state', async () => {
  await evaluate();
  const mark = await getMark(analyst);
  const of = (state: TurnState) => ({ ...everyTurn, session: 'judged', states: [state] });
  await post('judged', refusal);
  await post('judged', 'It is in the post.');
  const early = await findTail(analyst, of('unknown'), mark);
  expect([early.rows, early.count]).toEqual([[], 0]);
  const waiting = await findTail(analyst, of('unanswered'), mark);
  expect(waiting.rows).toEqual([]);

  const slow = new pg.Client(database.connection());
  await slow.connect();
  await slow.query('begin');
  await slow.query(
    'insert into conversations (session_id, user_message, assistant_response, is_answered) values ($1, $2, $2, null)',
    ['judged', `${refusal} Late.`],
  );
  await evaluate();
  const told = await findTail(analyst, of('unanswered'), waiting.mark);
  expect(told.rows.map(({ answer }) => answer.map(({ text }) => text).join(''))).toEqual([refusal]);
  expect(await findTail(analyst, of('unknown'), early.mark)).toMatchObject({ rows: [], count: 0 });
  await slow.query('commit');
  await slow.end();
  expect((await findTail(analyst, of('unanswered'), told.mark)).rows).toEqual([]);
  await evaluate();
  const late = await findTail(analyst, of('unanswered'), told.mark);
  expect(late.rows.map(({ answer }) => answer.map(({ text }) => text).join(''))).toEqual([`${refusal} Late.`]);
  expect((await findTail(analyst, of('unanswered'), late.mark)).rows).toEqual([]);
});

test('a tail tells once what the turns it told of before were judged to be', async () => {
  await evaluate();
  const wish = { ...everyTurn, session: 'stale' };
  const mark = await getMark(analyst);
  await post('stale', refusal);
  const first = await findTail(analyst, wish, mark);
  expect(first).toMatchObject({ rows: [{ state: 'unknown' }], judged: [] });
  await evaluate();
  const second = await findTail(analyst, wish, first.mark);
  expect(second).toMatchObject({ rows: [], count: 0, judged: [{ id: first.rows[0]?.id, state: 'unanswered' }] });
  const left = await findTail(analyst, { ...wish, states: ['unknown'] }, first.mark);
  expect(left).toMatchObject({ rows: [], judged: [{ id: first.rows[0]?.id, state: 'unanswered' }] });
  expect(await findTail(analyst, wish, second.mark)).toMatchObject({ rows: [], judged: [] });
});

test('a tail does not tell what came with a backup from a server that was further on, which an export holds', async () => {
  await post('restored', 'from elsewhere');
  await prisma().$executeRaw`
    update conversations set xid = ((pg_snapshot_xmax(pg_current_snapshot())::text)::bigint + 1000000)::text::xid8 where session_id = 'restored'`;
  const wish = { ...everyTurn, session: 'restored' };
  expect(await findTail(analyst, wish, '1:1:/1:1:')).toMatchObject({ rows: [], isPast: false });
  let file = '';
  for await (const chunk of await exportTurns(analyst, { filter: wish, format: 'csv', raw: false }))
    file += Buffer.from(chunk).toString();
  expect(file).toContain('from elsewhere');
});

test('a tail of more than can be told says so and tells nothing', async () => {
  const mark = await getMark(analyst);
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response) select 'slept', 'q', 'a' from generate_series(1, 5001)`;
  const wish = { ...everyTurn, session: 'slept' };
  expect(await findTail(analyst, wish, mark)).toMatchObject({ isPast: true, rows: [], count: 0, judged: [] });
  expect(await findTail(analyst, { ...wish, query: 'q' }, mark)).toMatchObject({ isPast: true, rows: [] });
});
