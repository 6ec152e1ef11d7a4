import { beforeAll, describe, expect, test } from 'vitest';
import { parseLogParams, readSessionPart, sessionHref } from '#lib/conversations/params.ts';
import { everyTurn, turnFilterParams } from '#lib/measures/turn-filter.ts';
import { findAnswers } from '#server/conversations/answers.ts';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { exportTurns } from '#server/conversations/export.ts';
import { findHistory } from '#server/conversations/history.ts';
import { findTail, findTurns } from '#server/conversations/queries.ts';
import { getSession, revealSession } from '#server/conversations/session.ts';
import { getMark } from '#server/conversations/tail.ts';
import { findVolume } from '#server/conversations/volume.ts';
import { type Actor, systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { hashedSession } from '#server/core/privacy/session-handle.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const [analyst, admin] = [userActor('analyst'), userActor('admin')];
const program = keyActor('analytics:read');
const caller = '+8801712345678';
/** As long as an id may be, and as many bytes. */
const longest = `${caller} ${'📚'.repeat(240)}`;
const newest = { cursor: null, direction: 'older' } as const;
let mark = '';

beforeAll(async () => {
  mark = await getMark(analyst);
  for (const [session, question] of [
    ['before', 'first'],
    [caller, 'asked by phone'],
    [caller, 'asked again'],
    ['+8801712345679', 'asked by another'],
    ['ada@example.org', 'asked by mail'],
    [longest, 'asked at length'],
    ['export', 'asked in a session of that name'],
    ['~tilde', 'asked with a sign'],
  ])
    await mainPool().query(
      'insert into conversations (session_id, user_message, assistant_response) values ($1, $2, $3)',
      [session, question, 'Fine.'],
    );
  await evaluateNew(systemActor('test'));
  await mainPool().query('select conversations_compact()');
});

const exported = async (actor: Actor, format: 'csv' | 'jsonl', raw = false, session: string | null = null) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await exportTurns(actor, { filter: { ...everyTurn, session }, format, raw }))
    chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** What stands in the log in the place of the session in which this was asked. */
async function shownFor(question: string): Promise<string> {
  const { rows } = await findTurns(analyst, { filter: { ...everyTurn, query: `"${question}"` }, walk: newest });
  return rows[0]?.sessionId ?? '';
}

const ways: Record<string, (actor: Actor) => Promise<unknown>> = {
  log: (actor) => findTurns(actor, { filter: everyTurn, walk: newest }),
  tail: (actor) => findTail(actor, everyTurn, mark),
  session: (actor) => getSession(actor, caller, null),
  'the session before': (actor) => getSession(actor, 'before', null),
  history: (actor) => findHistory(actor, null, 10),
  'export as CSV': (actor) => exported(actor, 'csv'),
  'export as JSON lines': (actor) => exported(actor, 'jsonl'),
};

test.each(Object.keys(ways))('%s holds a handle for a session whose id names a person', async (way) => {
  for (const actor of [analyst, admin]) {
    const shown = JSON.stringify(await ways[way]?.(actor));
    expect(shown).toContain(await shownFor('asked by phone'));
    expect(shown).not.toMatch(/880171|345678|ada@|example\.org/);
  }
});

test('a handle opens its session and leads on to those beside it', async () => {
  const handle = await shownFor('asked by phone');
  expect(handle).toMatch(/^~[\w-]{50,60}$/);
  const part = sessionHref(handle).split('/').at(-1) ?? '';
  const thread = await getSession(analyst, readSessionPart(part), null);
  expect(thread).toMatchObject({
    sessionId: handle,
    rows: [
      { question: 'asked by phone', sessionId: handle },
      { question: 'asked again', sessionId: handle },
    ],
    previous: 'before',
    next: await shownFor('asked by another'),
  });
  expect(thread && (await findAnswers(analyst, thread))).toHaveLength(2);
  expect(await getSession(analyst, caller, null)).toEqual(thread);
});

describe('the log of one session', () => {
  const found = async (session: string) => {
    const params = parseLogParams(
      { session: turnFilterParams({ ...everyTurn, session }).get('session') ?? '' },
      new Date(),
    );
    const { filter } = params;
    const { rows } = await findTurns(analyst, { filter, walk: newest });
    const { rows: told, count } = await findTail(analyst, filter, mark);
    const day = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
    const { matching } = await findVolume(analyst, filter, [day]);
    const lines = (await exported(analyst, 'jsonl', false, filter.session)).split('\n').length - 1;
    expect([told.length, count, lines, matching]).toEqual([rows.length, rows.length, rows.length, [rows.length]]);
    return rows.map(({ question }) => question.map(({ text }) => text).join('')).toReversed();
  };

  test('is exactly that of the handle, or of the id', async () => {
    const asked = ['asked by phone', 'asked again'];
    expect(await found(await shownFor('asked by phone'))).toEqual(asked);
    expect(await found(caller)).toEqual(asked);
    expect(await found(await shownFor('asked by mail'))).toEqual(['asked by mail']);
    expect(await found('~tilde')).toEqual(['asked with a sign']);
  });

  test('is found by a handle that is longer than any id', async () => {
    const handle = await shownFor('asked at length');
    expect(handle.length).toBeGreaterThan(1_300);
    expect(await found(handle)).toEqual(['asked at length']);
    expect((await getSession(analyst, handle, null))?.rows).toHaveLength(1);
    expect(await findHistory(program, handle, 10)).toMatchObject([{ user_message: 'asked at length' }]);
  });

  test('is empty for a handle that was tampered with', async () => {
    const handle = await shownFor('asked by phone');
    const other = `${handle.slice(0, 30)}${handle[30] === 'A' ? 'B' : 'A'}${handle.slice(31)}`;
    expect(await found(other)).toEqual([]);
    expect(await getSession(analyst, other, null)).toBeNull();
    expect(await revealSession(admin, other, null)).toBeNull();
  });
});

describe('who may see it', () => {
  test('finds the stored id in a raw export', async () => {
    for (const format of ['csv', 'jsonl'] as const) expect(await exported(admin, format, true)).toContain(caller);
    const handle = await shownFor('asked by phone');
    expect(await exported(admin, 'jsonl', true, handle)).toContain(`"session_id":"${caller}"`);
  });

  test('reveals it by the handle, while what leads on keeps the handles', async () => {
    const handle = await shownFor('asked by phone');
    const thread = await revealSession(admin, handle, null);
    expect(thread?.rows.map(({ sessionId }) => sessionId)).toEqual([caller, caller]);
    expect(thread).toMatchObject({ sessionId: handle, next: await shownFor('asked by another') });
  });
});

test('a program finds a session by the id it gave it, and is told that id alone', async () => {
  const own = await findHistory(program, caller, 10);
  expect(own.map(({ session_id }) => session_id)).toEqual([caller, caller]);
  expect(JSON.stringify(await findHistory(program, null, 10))).not.toContain('880171');
  const handle = await shownFor('asked by phone');
  expect(await findHistory(program, handle, 10)).toMatchObject([{ session_id: handle }, { session_id: handle }]);
});

test('a session that is called like another page has a page', async () => {
  const part =
    sessionHref(await shownFor('asked in a session of that name'))
      .split('/')
      .at(-1) ?? '';
  const thread = await getSession(analyst, readSessionPart(part), null);
  expect(thread).toMatchObject({ sessionId: 'export', rows: [{ question: 'asked in a session of that name' }] });
});

test('turns of a session that came before and after its id was hashed are one session to who knows the id', async () => {
  const id = 'whatsapp:+8801812345678';
  for (const session of [id, hashedSession(id)])
    await mainPool().query(
      "insert into conversations (session_id, user_message, assistant_response) values ($1, 'asked twice', 'a')",
      [session],
    );
  await mainPool().query('select conversations_compact()');
  expect((await getSession(analyst, id, null))?.rows).toHaveLength(2);
  expect((await findHistory(program, id, 10)).map(({ session_id }) => session_id)).toEqual([id, id]);
  expect((await getSession(analyst, hashedSession(id), null))?.rows).toHaveLength(1);
  const revealed = await revealSession(admin, hashedSession(id), null);
  expect(JSON.stringify(revealed?.rows)).not.toContain('880181');
});
