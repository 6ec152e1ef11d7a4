import { expect, test } from 'vitest';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { mendStaleTurns } from '#server/conversations/upkeep/mend.ts';
import { compactFigures } from '#server/conversations/upkeep/upkeep.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const worker = systemActor('worker');

async function figures(): Promise<unknown[]> {
  await compactFigures(systemActor('test'));
  const sql = `select grain, turns::int, answered::int, unanswered::int, sessions::int, timed::int, milliseconds::int from conversation_rollups where turns <> 0 or sessions <> 0 order by grain`;
  return (await mainPool().query(sql)).rows;
}

test('a turn whose trigger failed is followed later, and figures are right again', async () => {
  await mainPool().query(`alter table conversation_session_deltas add constraint broken check (session_id <> 'odd')`);
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, is_answered, response_time_ms) values
    ('odd', 'q', 'No information found.', null, 40), ('odd', 'q2', 'Fine.', null, 60)`);
  await mainPool().query('alter table conversation_session_deltas drop constraint broken');
  expect(await figures()).toEqual([]);
  expect(await mendStaleTurns(worker)).toBe(2);
  expect(await mendStaleTurns(worker)).toBe(0);
  await evaluateNew(worker);
  const right = { turns: 2, answered: 1, unanswered: 1, sessions: 1, timed: 2, milliseconds: 100 };
  const grains = ['day', 'hour', 'quarter'].flatMap((grain) => [grain, `total ${grain}`]).toSorted();
  expect(await figures()).toEqual(grains.map((grain) => ({ grain, ...right })));
});

test('a question that could not be counted is counted later', async () => {
  const asked = async () => {
    await compactFigures(systemActor('test'));
    return (
      await mainPool().query(
        `select normalized, asked::int, unanswered::int from question_texts where normalized like 'odd%' order by 1`,
      )
    ).rows;
  };
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response) values ('t', 'Odd one', 'a')`,
  );
  await mainPool().query(
    `alter table question_text_deltas add constraint broken check (normalized not like 'odd%') not valid`,
  );
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered) values ('t', 'Odd two?', 'a', 0)`,
  );
  await mainPool().query(`update conversations set user_message = 'Odd three' where user_message = 'Odd one'`);
  await mainPool().query('alter table question_text_deltas drop constraint broken');
  expect(await asked()).toEqual([{ normalized: 'odd one', asked: 1, unanswered: 0 }]);
  expect(await mendStaleTurns(worker)).toBe(2);
  expect(await asked()).toEqual([
    { normalized: 'odd three', asked: 1, unanswered: 0 },
    { normalized: 'odd two', asked: 1, unanswered: 1 },
  ]);
});
