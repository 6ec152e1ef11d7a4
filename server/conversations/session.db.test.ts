import { beforeAll, expect, test } from 'vitest';
import { findAnswers } from '#server/conversations/answers.ts';
import { getSession } from '#server/conversations/session.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const analyst = userActor('analyst');

beforeAll(async () => {
  // Four turns an instant, so that the id decides as well.
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at)
     select 'long', 'question ' || i, 'answer ' || i, timezone('utc', now()) - interval '1 hour' + (i / 4) * interval '1 second' from generate_series(1, 1300) i`,
  );
});

const placeOf = async (question: string) => {
  const { rows } = await mainPool().query(
    `select id::text as id, to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from conversations where user_message = $1`,
    [question],
  );
  return rows[0];
};

test('a session is shown from its beginning, or around a turn, and leads on to what is not shown', async () => {
  const shown = async (question: string | null) => {
    const thread = await getSession(analyst, 'long', question === null ? null : await placeOf(question));
    const numbers = thread?.rows.map((row) => Number(row.question.split(' ')[1])) ?? [];
    return { first: numbers[0], last: numbers.at(-1), turns: numbers.length, thread };
  };
  expect(await shown(null)).toMatchObject({ first: 1, last: 500, thread: { hasEarlier: false, hasLater: true } });
  expect(await shown('question 700')).toMatchObject({ first: 450, last: 949, turns: 500 });
  expect(await shown('question 20')).toMatchObject({ first: 1, last: 500, thread: { hasEarlier: false } });
  const end = await shown('question 1299');
  expect(end).toMatchObject({ first: 801, last: 1300, thread: { hasEarlier: true, hasLater: false } });
  expect((await shown(`question ${end.first}`)).first).toBe(551);
});

test('whom the answers name is looked up in the turns that are shown', async () => {
  const thread = await getSession(analyst, 'long', await placeOf('question 1299'));
  const answers = thread === null ? [] : await findAnswers(analyst, thread);
  expect(answers.map(({ id }) => id)).toEqual(thread?.rows.map(({ id }) => id));
  expect(answers.at(-1)?.answer).toBe('answer 1300');
});

test('turns of many megabytes are shown a few at a time, the wished one among them, and lead on to the others', async () => {
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at)
     select 'heavy', 'heavy ' || i, repeat('x', case when i = 9 then 6000000 else 900000 end), timezone('utc', now()) - interval '1 hour' + i * interval '1 second' from generate_series(1, 12) i`,
  );
  const shown = async (turn: number | null) => {
    const thread = await getSession(analyst, 'heavy', turn === null ? null : await placeOf(`heavy ${turn}`));
    const turns = thread?.rows.map(({ question }) => Number(question.split(' ')[1]));
    return { turns, hasEarlier: thread?.hasEarlier, hasLater: thread?.hasLater };
  };
  expect(await shown(null)).toEqual({ turns: [1, 2, 3, 4], hasEarlier: false, hasLater: true });
  expect(await shown(4)).toEqual({ turns: [2, 3, 4, 5], hasEarlier: true, hasLater: true });
  expect((await shown(9)).turns).toContain(9);
  expect(await shown(12)).toEqual({ turns: [10, 11, 12], hasEarlier: true, hasLater: false });
});

test('a turn in which signs were replaced that no table holds says so', async () => {
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at, mended)
     values ('mended', 'a \ufffd b', 'fine', timezone('utc', now()), true), ('mended', 'c', 'fine', timezone('utc', now()) + interval '1 s', false)`,
  );
  const thread = await getSession(analyst, 'mended', null);
  expect(thread?.rows.map(({ mended }) => mended)).toEqual([true, false]);
});
