import { beforeEach, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';
import { withDatabase } from '#test/database.ts';
import { whileOpen } from '#test/while-open.ts';

withDatabase();

beforeEach(async () => {
  await mainPool().query('truncate conversations');
});

const fold = () => mainPool().query('select question_texts_compact()');

const ask = (question: string, answered: number | null = null) =>
  mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered) values ('s', $1, 'a', $2)`,
    [question, answered],
  );

const differences = () =>
  Promise.all([differingTexts(), differingDetails(), differingCounts()].map((sql) => prisma().$queryRaw(sql)));

async function texts(): Promise<unknown[]> {
  const sql = 'select normalized, asked::int, unanswered::int from question_texts order by normalized';
  return (await mainPool().query(sql)).rows;
}

const stateChanges = ["update conversation_states set state = 'unanswered'"];

test('nothing is left of a turn that goes while its state changes', async () => {
  await ask('Who is Ann Smith?');
  await fold();
  await whileOpen(stateChanges, () => mainPool().query('delete from conversations'));
  expect(await differences()).toEqual([[], [], []]);
  await fold();
  expect(await texts()).toEqual([]);
  expect(await differences()).toEqual([[], [], []]);
});

test('a turn whose question changes while its state does takes the state along', async () => {
  await ask('Who is Ann Smith?');
  await fold();
  await whileOpen(stateChanges, () => mainPool().query("update conversations set user_message = 'Who is it?'"));
  expect(await differences()).toEqual([[], [], []]);
  await fold();
  expect(await texts()).toEqual([{ normalized: 'who is it', asked: 1, unanswered: 1 }]);
  expect(await differences()).toEqual([[], [], []]);
});

test('a turn that no state was made for goes as it was reported', async () => {
  await mainPool().query("alter table conversation_session_deltas add constraint broken check (session_id <> 's')");
  await ask('Who is Ann Smith?', 0);
  await ask('Who is Ann Smith?', 1);
  await mainPool().query('alter table conversation_session_deltas drop constraint broken');
  await mainPool().query("update conversations set user_message = 'Who is it?' where is_answered = 1");
  await fold();
  expect(await texts()).toEqual([
    { normalized: 'who is ann smith', asked: 1, unanswered: 1 },
    { normalized: 'who is it', asked: 1, unanswered: 0 },
  ]);
  await mainPool().query('delete from conversations');
  await fold();
  expect(await texts()).toEqual([]);
});
