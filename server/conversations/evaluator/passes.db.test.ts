import { expect, test } from 'vitest';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { getPassReport } from '#server/conversations/evaluator/pass-report.ts';
import { cancelPass, continuePasses, createPass, getPass } from '#server/conversations/evaluator/passes.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const worker = systemActor('worker');
const admin = userActor('admin');
const literal = { id: 1, pattern: 'ask desk ##', verdict: 'unanswered' as const, language: 'en', enabled: true };

async function unanswered(): Promise<number> {
  const { rows } = await mainPool().query<{ n: number }>(
    `select count(*)::int as n from conversation_states where state = 'unanswered'`,
  );
  return rows[0]?.n ?? -1;
}

test('a trial tells and writes nothing, a pass applies, goes on where it was stopped, and can be cancelled', async () => {
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select '+88017123456' || 10 + n, 'q', case when n % 2 = 0 then 'Ask desk 12.' else 'Fine.' end, null, timestamp '2026-11-01' + n * interval '1 minute' from generate_series(1, 50) n`);
  await evaluateNew(worker);
  const trial = await createPass(admin, { version: 1, off: [], literals: [literal] });
  await continuePasses(worker, -1, 20);
  expect(await getPass(admin, trial.id)).toMatchObject({
    state: 'waiting',
    turns: 50,
    lookedAt: 20,
    changes: { 'answered>unanswered': 10 },
  });
  await continuePasses(worker, 60_000, 20);
  const told = await getPass(admin, trial.id);
  expect(told).toMatchObject({ dry: true, state: 'done', lookedAt: 50, changes: { 'answered>unanswered': 25 } });
  expect(told?.examples).toHaveLength(20);
  const report = await getPassReport(admin, trial.id);
  expect(report?.examples[0]?.sessionId).toMatch(/^~/);
  expect(JSON.stringify(report)).not.toContain('8801712');
  expect(await unanswered()).toBe(0);

  await mainPool().query(
    `insert into answer_rules (pattern, verdict, created_by) values ('ask desk ##', 'unanswered', 'test')`,
  );
  const pass = await createPass(admin, null);
  await continuePasses(worker, -1, 20);
  expect(await unanswered()).toBe(10);
  await cancelPass(admin, pass.id);
  await continuePasses(worker, 60_000, 20);
  expect(await unanswered()).toBe(10);
  await createPass(admin, null);
  await continuePasses(worker, 60_000, 20);
  expect(await unanswered()).toBe(25);
});

test('turns of one time are all looked at, however many digits their numbers have', async () => {
  await mainPool().query('truncate conversations');
  await mainPool().query(`insert into conversations (id, session_id, user_message, assistant_response, created_at) overriding system value
    select 9990 + n, 's', 'q', 'a', '2026-11-02' from generate_series(0, 19) n`);
  await evaluateNew(worker);
  const { id } = await createPass(admin, { version: 1, off: [], literals: [] });
  await continuePasses(worker, 60_000, 7);
  expect(await getPass(admin, id)).toMatchObject({ state: 'done', lookedAt: 20 });
});

test('a pass that applies rules goes before trials, and the youngest trial before those left behind', async () => {
  const rules = { version: 1, off: [], literals: [] };
  const left = await createPass(userActor('admin'), rules);
  const trial = await createPass(admin, rules);
  const saved = await createPass(admin, null);
  const lookedAt = async ({ id }: { id: number }) => (await getPass(admin, id))?.lookedAt;
  await continuePasses(worker, -1, 7);
  expect([await lookedAt(left), await lookedAt(trial), await lookedAt(saved)]).toEqual([0, 0, 7]);
  await cancelPass(admin, saved.id);
  await continuePasses(worker, -1, 7);
  expect([await lookedAt(left), await lookedAt(trial)]).toEqual([0, 7]);
});

test('a trial ends the one before of the same admin, and no other', async () => {
  await mainPool().query(`update answer_passes set state = 'cancelled' where state = 'waiting'`);
  const rules = { version: 1, off: [], literals: [] };
  const other = await createPass(userActor('admin'), rules);
  const saved = await createPass(admin, null);
  const before = await createPass(admin, rules);
  const now = await createPass(admin, rules);
  const stateOf = async ({ id }: { id: number }) => (await getPass(admin, id))?.state;
  expect([await stateOf(before), await stateOf(now), await stateOf(saved), await stateOf(other)]).toEqual([
    'cancelled',
    'waiting',
    'waiting',
    'waiting',
  ]);
});

test('only who may change rules may ask for a pass', async () => {
  await expect(createPass(userActor('analyst'), null)).rejects.toThrow();
  await expect(cancelPass(userActor('analyst'), 1)).rejects.toThrow();
});

test('a pass that applies rules tells of each turn it changes, also of one that is judged with a later turn of its session', async () => {
  await mainPool().query(`truncate conversations; delete from answer_rules where pattern = 'ask desk ##';
    update answer_passes set state = 'cancelled' where state = 'waiting'`);
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, created_at)
    select 'one session', 'Where is room ' || n || '?', 'Ask desk 12.', timestamp '2026-11-03' + n * interval '1 minute' from generate_series(1, 3) n`);
  await evaluateNew(worker);
  await mainPool().query(
    `insert into answer_rules (pattern, verdict, created_by) values ('ask desk ##', 'unanswered', 'test')`,
  );
  const trial = await createPass(admin, { version: 1, off: [], literals: [literal] });
  await continuePasses(worker, 60_000, 1);
  const applied = await createPass(admin, null);
  await continuePasses(worker, 60_000, 1);
  for (const { id } of [trial, applied])
    expect((await getPass(admin, id))?.changes, String(id)).toEqual({ 'answered>unanswered': 3 });
});

test('what retention has dropped is nothing to look at, what came into its month since is', async () => {
  await mainPool().query('truncate conversations');
  await mainPool().query(`delete from conversation_rollups; delete from conversation_rollup_deltas;
    insert into conversations (session_id, user_message, assistant_response, created_at) select 's', 'q', 'a', '2026-11-04' from generate_series(1, 4);
    insert into conversation_rollups (grain, bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram)
      values ('day', '2025-02-03', '', 'api', 70, 0, 0, 0, 1, 0, 0, 0);
    insert into conversation_dropped_months (month) values ('2025-02-01')`);
  expect(await turnsOf(await createPass(admin, null))).toBe(4);
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at) values ('s', 'q', 'a', '2025-02-09')`,
  );
  expect(await turnsOf(await createPass(admin, null))).toBe(5);
});

async function turnsOf({ id }: { id: number }): Promise<number | undefined> {
  return (await getPass(admin, id))?.turns;
}
