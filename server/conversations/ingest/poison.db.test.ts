import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { withDatabase } from '#test/database.ts';
import { newKey, some, storedIn, turn, withIngest } from '#test/ingest.ts';

const database = withDatabase();
const { post } = withIngest();

beforeAll(async () => {
  await mainPool().query(`
    create function object() returns trigger language plpgsql as $$ begin raise 'no such words' using errcode = '22000'; end $$;
    create trigger object before insert on conversations for each row when (new.user_message = 'poison') execute function object()`);
});
const poison = (session_id: string) => turn({ session_id, event_id: randomUUID(), user_message: 'poison' });

test('turns that the database refuses are told apart from the others of their batch, which are stored', async () => {
  const batch = some(100, { session_id: 'batch' });
  for (const at of [0, 37, 38, 99]) batch[at] = { ...poison('batch'), event_id: randomUUID() };
  const answer = await post(batch);
  expect(answer).toMatchObject({ status: 201, accepted: 96, duplicates: 0 });
  const invalid = answer.results?.flatMap(({ status }, at) => (status === 'invalid' ? [at] : []));
  expect(invalid).toEqual([0, 37, 38, 99]);
  expect(answer.results?.[37]?.error).toBe(
    'Turn 37, counted from 0: the database refused it; the log of the server says why.',
  );
  expect(await storedIn('batch')).toHaveLength(96);
  expect(ingestFigures().failingSince).toBeNull();
});

test('one that is refused leaves no trace, so that it can be sent again', async () => {
  const one = poison('trace');
  expect(await post(one)).toMatchObject({ status: 422, results: [{ event_id: one.event_id, status: 'invalid' }] });
  expect(await post({ ...one, user_message: 'cured' })).toMatchObject({ status: 201, accepted: 1 });
});

test('it spoils no request beside it', async () => {
  const other = await newKey('Other');
  const all = Array.from({ length: 20 }, (_, at) =>
    at % 5 === 0 ? post(poison('beside')) : post(turn({ session_id: 'beside' }), { key: other }),
  );
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual(
    Array.from({ length: 20 }, (_, at) => (at % 5 === 0 ? 422 : 201)),
  );
});

test('a statement that the database refuses to everybody is 503, and told by the lamp, until it is mended', async () => {
  await mainPool().query('alter table conversation_events rename column body_hash to hidden');
  expect(await post(turn({}))).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
  });
  expect(ingestFigures().failure).toMatch(/body_hash/);
  await mainPool().query('alter table conversation_events rename column hidden to body_hash');
  expect(await post(turn({}))).toMatchObject({ status: 201 });
  expect(ingestFigures().failure).toBeNull();
});

let writer: pg.Client | undefined;
afterEach(async () => {
  await writer?.end();
  writer = undefined;
});

test('a writer that keeps its turn uncommitted delays nobody, and an id it holds is not told stored', async () => {
  writer = new pg.Client(database.connection());
  await writer.connect();
  const [held, ...others] = some(40, { session_id: 'held' });
  await post(others.slice(0, 1));
  await writer.query(
    `begin; insert into conversations (session_id, user_message, assistant_response) values ('held by sql', 'q', 'a')`,
  );
  await writer.query(`insert into conversation_events (event_id, created_at) values ('${held?.event_id}', now())`);
  const stuck = post(held);
  const answers = await Promise.all(others.map((body) => post(body)));
  expect(answers.every(({ status }) => status === 201)).toBe(true);
  expect(await stuck).toMatchObject({ status: 503 });
  await writer.query('rollback');
  await pause(10);
  expect(await post(held)).toMatchObject({ status: 201, accepted: 1 });
});
