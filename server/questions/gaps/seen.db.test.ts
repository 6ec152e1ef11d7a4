import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, makeGroup, placeQuestions } from '#test/gaps.ts';
import { readSeen } from './seen.ts';

withDatabase();
const worker = systemActor('worker');
const question = 'Where is my card?';
const CLOSED = '2026-03-01 10:07:00';
const NOW = '2026-11-18 12:00:00';

beforeEach(emptyGaps);

/** A group that failed before it was closed, in the quarter of an hour of the closing too, and was answered since. */
async function closedGroup(): Promise<{ group: string; snapshot: string }> {
  const group = await makeGroup();
  for (const at of ['2026-02-27 09:00', '2026-03-01 10:03']) await askTurn({ question, session: `s ${at}`, at });
  await askTurn({ question, session: 'since', answered: true, at: '2026-06-01 10:00' });
  await placeQuestions(group, question);
  const { rows } = await mainPool().query('select pg_current_snapshot()::text as snapshot');
  return { group, snapshot: z.tuple([z.object({ snapshot: z.string() })]).parse(rows)[0].snapshot };
}

const fetchedRow = z.tuple([z.object({ fetched: z.coerce.number() })]);

/** What is seen of the group, and how many turns are fetched for it. */
function look({ group, snapshot }: Awaited<ReturnType<typeof closedGroup>>) {
  return inTransaction(worker, async (tx) => {
    const seen = await readSeen(tx, group, NOW, { at: CLOSED, snapshot });
    const rows = await tx.$queryRaw`
      select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::text as fetched from pg_stat_xact_user_tables
      where relname ~ '^conversations_(default|[0-9])'`;
    return { seen, fetched: fetchedRow.parse(rows)[0].fetched };
  });
}

/** Answered turns, one a minute since the closing. */
async function answerTurns(count: number): Promise<void> {
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 's' || n, $1, 'In the post.', 1, timestamp '2026-03-01 10:10' + n * interval '1 minute' from generate_series(1, $2::int) n`,
    [question, count],
  );
  await mainPool().query('select question_texts_compact()');
}

test('a fix that works is not read turn by turn, however much is answered after it', async () => {
  const closed = await closedGroup();
  await answerTurns(12_000);
  const { seen, fetched } = await look(closed);
  expect(seen).toMatchObject({ sinceSessions: 0, sinceTurns: 0, unsettledTurns: 0, sessions: 2, bounded: false });
  expect(fetched).toBeLessThan(100);
});

test('one failure among many answers is found without them', async () => {
  const closed = await closedGroup();
  await answerTurns(12_000);
  const id = await askTurn({ question, session: 'late', at: '2026-03-05 08:31' });
  await mainPool().query('select question_texts_compact()');
  const { seen, fetched } = await look(closed);
  expect(seen).toMatchObject({ sinceSessions: 1, sinceTurns: 1, sessions: 3, evidence: [{ id }] });
  expect(fetched).toBeLessThan(100);
});

test('failures in more quarters of an hour than are looked up one by one are all found', async () => {
  const closed = await closedGroup();
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 's' || n, $1, 'Sorry.', 0, timestamp '2026-03-02 00:00' + n * interval '1 hour' from generate_series(1, 150) n`,
    [question],
  );
  await mainPool().query('update conversation_states set rules_version = 1');
  for (const folded of [false, true]) {
    if (folded) await mainPool().query('select question_texts_compact()');
    expect((await look(closed)).seen).toMatchObject({ sinceSessions: 150, sinceTurns: 150 });
  }
});

test.each([false, true])('every way to fail after a closing is seen at once (folded: %s)', async (folded) => {
  const closed = await closedGroup();
  const settle = async () => folded && mainPool().query('select question_texts_compact()');
  const since = async () => {
    await settle();
    return (await look(closed)).seen.sinceTurns;
  };
  await askTurn({ question, session: 'imported', at: '2026-03-01 10:05' });
  expect(await since(), 'of the time before the closing').toBe(0);
  await askTurn({ question, session: 'same', at: '2026-03-01 10:09' });
  expect(await since(), 'in the quarter of an hour of the closing').toBe(1);
  const judged = await askTurn({ question, session: 'judged', answered: true, at: '2026-04-02 10:00' });
  expect(await since()).toBe(1);
  const judge = (state: string) =>
    mainPool().query('update conversation_states set state = $2, human_state = $2 where id = $1', [judged, state]);
  await judge('unanswered');
  expect(await since(), 'by a later verdict').toBe(2);
  const other = await askTurn({ question, session: 'other', at: '2026-04-02 10:01' });
  await judge('answered');
  expect(await since(), 'one more and one less in one quarter of an hour').toBe(2);
  await mainPool().query("update conversations set created_at = '2026-05-01 10:00' where id = $1", [other]);
  expect(await since(), 'moved in time').toBe(2);
  await mainPool().query('delete from conversations where id = $1', [other]);
  expect(await since(), 'deleted').toBe(1);
});

/** Four wordings that failed in spring, each in `failures` sessions, and were answered 5,200 times each since. */
async function busyGroup(failures: number): Promise<string> {
  const group = await makeGroup();
  const busy = ['one', 'two', 'three', 'four'].map((n) => `Where is card ${n}?`);
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 'old ' || n, q, 'Sorry.', 0, timestamp '2026-04-01 09:00' + n * interval '20 minutes' from unnest($1::text[]) q, generate_series(1, $2::int) n
     union all
     select 's' || n, q, 'In the post.', 1, timestamp '2026-07-01' + n * interval '38 minutes' from unnest($1::text[]) q, generate_series(1, 5200) n`,
    [busy, failures],
  );
  await placeQuestions(group, ...busy);
  return group;
}

test('a wording that fails now is seen beside busy ones that failed once', async () => {
  const group = await busyGroup(200);
  for (const session of ['a', 'b', 'c', 'd', 'e']) await askTurn({ question, session, at: '2026-11-17 10:00' });
  await placeQuestions(group, question);
  const seen = await inTransaction(worker, (tx) => readSeen(tx, group, NOW, null));
  expect(seen).toMatchObject({ in7: 5, sessions: 205, bounded: false });
});

test('a busy wording that fails again is seen among its answers, the latest of its failures first', async () => {
  const group = await busyGroup(1);
  const again = 'Where is card two?';
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 'past ' || n, $1, 'Sorry.', 0, timestamp '2026-01-01' + n * interval '15 minutes' from generate_series(1, 2500) n`,
    [again],
  );
  for (const session of ['a', 'b', 'c', 'd', 'e']) await askTurn({ question: again, session, at: '2026-11-17 10:00' });
  await mainPool().query('select question_texts_compact()');
  const seen = await inTransaction(worker, (tx) => readSeen(tx, group, NOW, null));
  expect(seen).toMatchObject({ in7: 5, bounded: true });
});
