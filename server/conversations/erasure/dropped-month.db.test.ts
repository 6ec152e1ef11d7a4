import { beforeEach, expect, test } from 'vitest';
import { conversationStore } from '#server/conversations/erasure/store.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { type Matcher, matcherOf } from '#server/core/erasure/matcher.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';

withDatabase();
const ann = 'ann@bank.example';
const GATE = 47;

/** One row a block in the month to be dropped, so that it takes two ranges of blocks, and Ann in another. */
beforeEach(async () => {
  await mainPool().query('truncate conversations');
  await mainPool().query(`select conversations_ensure_month('2025-03-01'), conversations_ensure_month('2025-04-01')`);
  await mainPool().query('alter table partitions.conversations_2025_03 set (fillfactor = 10)');
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at)
     select 's', repeat('q', 500), 'a', '2025-03-15' from generate_series(1, 2200)`,
  );
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at) values ('s', $1, 'a', '2025-02-15'), ('s', $1, 'a', '2025-04-15')`,
    [`Is it ${ann}?`],
  );
});

const drop = () =>
  mainPool().query('drop table partitions.conversations_2025_03, partitions.conversation_states_2025_03');
const waiting = (event: string) => async () => {
  const sql = 'select from pg_stat_activity where datname = current_database() and wait_event = $1';
  return (await mainPool().query(sql, [event])).rowCount;
};

test('an erasure whose month is dropped between two of its ranges goes on with the next', async () => {
  let dropping: Promise<unknown> | null = null;
  const savePlace = async () => {
    if (dropping !== null) return;
    dropping = drop();
    await expect.poll(waiting('relation'), { interval: 10 }).toBe(1);
  };
  const matcher = await matcherOf({ kind: 'email', value: ann });
  const taken = await conversationStore.erase?.(matcher, { ...quietWork, savePlace });
  await dropping;
  expect(taken?.counts).toEqual({ turns: 2 });
  expect((await mainPool().query('select from conversations')).rowCount).toBe(0);
});

test('a preview whose month is dropped before its turn comes tells of the others', async () => {
  await mainPool().query(`select conversations_ensure_month('2025-02-01')`);
  const matcher = await matcherOf({ kind: 'email', value: ann });
  // Waits at each turn for who holds the gate, so that the first month is being read while the second is dropped.
  const holds: Matcher['holds'] = (expression, parameter) =>
    `(pg_advisory_xact_lock_shared(${GATE})::text = '' and ${matcher.holds(expression, parameter)})`;
  const gate = await mainPool().connect();
  await gate.query('select pg_advisory_lock($1)', [GATE]);
  const found = conversationStore.find({ ...matcher, holds }, quietWork);
  await expect.poll(waiting('advisory'), { interval: 10 }).toBe(1);
  await drop();
  await gate.query('select pg_advisory_unlock($1)', [GATE]);
  gate.release();
  expect((await found).counts).toMatchObject({ turns: 2, sessions: 1 });
});
