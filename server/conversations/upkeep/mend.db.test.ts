import { expect, test } from 'vitest';
import { z } from 'zod';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { mendStaleTurns } from '#server/conversations/upkeep/mend.ts';
import { compactFigures } from '#server/conversations/upkeep/upkeep.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const worker = systemActor('worker');

async function figures(): Promise<unknown[]> {
  await compactFigures(systemActor('test'));
  const sql = `select grain, turns::int, answered::int, unanswered::int, sessions::int, timed::int, milliseconds::int from conversation_rollups where turns <> 0 or sessions <> 0 order by grain`;
  return (await mainPool().query(sql)).rows;
}

const texts = z.array(z.object({ normalized: z.string() }));
const differing = async () =>
  texts.parse(await prisma().$queryRaw(differingTexts())).map(({ normalized }) => normalized);
const differingBlocks = () =>
  Promise.all([differingDetails(), differingCounts()].map((sql) => prisma().$queryRaw(sql)));

/** Does this while no question of such words can be counted. */
async function uncounted(like: string, ...statements: string[]): Promise<void> {
  await mainPool().query(
    `alter table question_text_deltas add constraint broken check (normalized not like '${like}') not valid`,
  );
  for (const sql of statements) await mainPool().query(sql);
  await mainPool().query('alter table question_text_deltas drop constraint broken');
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
  await uncounted(
    'odd%',
    `insert into conversations (session_id, user_message, assistant_response, is_answered) values ('t', 'Odd two?', 'a', 0)`,
    `update conversations set user_message = 'Odd three' where user_message = 'Odd one'`,
  );
  expect(await asked()).toEqual([{ normalized: 'odd one', asked: 1, unanswered: 0 }]);
  expect(await mendStaleTurns(worker)).toBe(2);
  expect(await asked()).toEqual([
    { normalized: 'odd three', asked: 1, unanswered: 0 },
    { normalized: 'odd two', asked: 1, unanswered: 1 },
  ]);
  expect(await differing()).toEqual([]);
  expect(await differingBlocks()).toEqual([[], []]);
});

test('a turn whose state could not be made counts in its question as it was reported', async () => {
  await mainPool().query(`alter table conversation_session_deltas add constraint broken check (session_id <> 'late')`);
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, is_answered) values
    ('late', 'Late one', 'Fine.', 1), ('late', 'Late two', 'No information found.', 0), ('late', 'Late three', 'Fine.', null)`);
  await mainPool().query('alter table conversation_session_deltas drop constraint broken');
  expect(await mendStaleTurns(worker)).toBe(3);
  expect(await differing()).toEqual([]);
  await evaluateNew(worker);
  expect(await differing()).toEqual([]);
  expect(await differingBlocks()).toEqual([[], []]);
});

test('of a question that could not be counted off nothing is left, and no other is looked at', async () => {
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, created_at) values
    ('g', 'Gone one', 'a', '2026-03-01 10:00'), ('g', 'Another', 'a', '2026-03-01 10:00'), ('g', 'Another', 'a', '2026-03-01 12:00')`);
  await compactFigures(systemActor('test'));
  await uncounted(
    'gone%',
    `update conversations set created_at = '2026-03-01 11:00' where user_message = 'Gone one'`,
    `delete from conversations where user_message = 'Gone one'`,
  );
  await mainPool().query(`update question_texts set asked = asked + 1 where normalized = 'another'`);
  expect(await differing()).toEqual(expect.arrayContaining(['another', 'gone one']));
  expect(await mendStaleTurns(worker)).toBe(1);
  expect(await differing()).toEqual(['another']);
  expect(await differingBlocks()).toEqual([[], []]);
  await mainPool().query(`update question_texts set asked = asked - 1 where normalized = 'another'`);
  await compactFigures(systemActor('test'));
  const { rows } = await mainPool().query(`select from question_texts where normalized like 'gone%'`);
  expect(rows).toEqual([]);
});

test('a turn moved in time while somebody held its state keeps the verdict on it, and is counted in its new place alone', async () => {
  await mainPool().query(`select conversations_ensure_month('2026-04-01')`);
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at) values ('m', 'Moved one', 'Fine.', '2026-04-02 10:00')`,
  );
  await compactFigures(systemActor('test'));
  await mainPool().query(
    `update conversation_states set state = 'unanswered', human_state = 'unanswered' where created_at = '2026-04-02 10:00'`,
  );
  const holder = await mainPool().connect();
  await holder.query(`begin; select from conversation_states where created_at = '2026-04-02 10:00' for update`);
  await mainPool().query(
    `set lock_timeout = '200ms'; update conversations set created_at = '2026-04-02 12:00' where session_id = 'm'; reset lock_timeout`,
  );
  await holder.query('rollback');
  holder.release();
  expect(await mendStaleTurns(worker)).toBe(1);
  const { rows } = await mainPool().query(
    `select created_at::text, human_state from conversation_states where created_at between '2026-04-02' and '2026-04-03'`,
  );
  expect(rows).toEqual([{ created_at: '2026-04-02 12:00:00', human_state: 'unanswered' }]);
  expect(await differing()).toEqual([]);
  expect(await differingBlocks()).toEqual([[], []]);
  expect(await verifyConversations(systemActor('cli'))).toMatchObject({ differing: 0, differences: [] });
});
