import { expect, test } from 'vitest';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { getLastApplied, getPassReport } from '#server/conversations/evaluator/pass-report.ts';
import { continuePasses } from '#server/conversations/evaluator/passes.ts';
import { getQuality } from '#server/conversations/evaluator/quality.ts';
import { saveRuleChange, tryRuleChange } from '#server/conversations/evaluator/rules-mutations.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const worker = systemActor('worker');
const admin = userActor('admin');
const analyst = userActor('analyst');
const literal = { pattern: 'Ask  desk ##', verdict: 'unanswered', language: 'en' } as const;

async function one<T>(sql: string): Promise<T | undefined> {
  const { rows } = await mainPool().query<{ value: T }>(`select (${sql}) as value`);
  return rows[0]?.value;
}
const unanswered = () => one<number>(`select count(*)::int from conversation_states where state = 'unanswered'`);
const version = () => one<number>('select rules_version from conversation_evaluator');

async function storeTurns(): Promise<void> {
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's' || n, 'Write to ada@example.org', case when n % 2 = 0 then 'Ask desk 12.' else 'I was not able to find an answer.' end, null, timestamp '2026-11-01' + n * interval '1 minute' from generate_series(1, 50) n`);
  await evaluateNew(worker);
}

test('a change is tried without a trace, saved with the next version, applied, and taken back by editing', async () => {
  await storeTurns();
  expect(await unanswered()).toBe(25);
  const tried = await tryRuleChange(admin, { kind: 'create', ...literal });
  await continuePasses(worker, 60_000, 20);
  const report = await getPassReport(analyst, tried.ok ? tried.value.pass : 0);
  expect(report).toMatchObject({ dry: true, state: 'done', lookedAt: 50 });
  expect(report?.counts).toEqual([{ from: 'answered', to: 'unanswered', count: 25 }]);
  expect(report?.examples).toHaveLength(20);
  expect(JSON.stringify(report?.examples)).not.toContain('ada@example.org');
  expect([await unanswered(), await version(), await getLastApplied(analyst)]).toEqual([25, 1, null]);

  expect((await saveRuleChange(admin, { kind: 'create', ...literal })).ok).toBe(true);
  await continuePasses(worker, 60_000, 20);
  expect([await unanswered(), await version()]).toEqual([50, 2]);
  const id = (await one<number>('select id from answer_rules')) ?? 0;
  await saveRuleChange(admin, { kind: 'update', id, ...literal, verdict: 'answered', shown: literal });
  await saveRuleChange(admin, { kind: 'switch', builtIn: 'en.unable', enabled: false });
  await continuePasses(worker, 60_000, 20);
  expect([await unanswered(), await version()]).toEqual([0, 4]);
  await saveRuleChange(admin, { kind: 'switch', builtIn: 'en.unable', enabled: true });
  await saveRuleChange(admin, { kind: 'delete', id });
  await continuePasses(worker, 60_000, 20);
  expect([await unanswered(), await version()]).toEqual([25, 6]);
  expect(await one(`select count(*)::int from answer_passes where state = 'waiting'`)).toBe(0);
  expect(await one(`select count(*)::int from answer_passes where state = 'cancelled'`)).toBe(2);
});

test('the log of changes names the rule and no words', async () => {
  const { rows } = await mainPool().query<{ action: string; line: string }>(
    `select action, details::text || target_id as line from audit_log where action like 'rules.%' and target_type = 'rule' order by id`,
  );
  expect(rows.map(({ action }) => action)).toEqual([
    'rules.create',
    'rules.update',
    'rules.switch',
    'rules.switch',
    'rules.delete',
  ]);
  expect(rows.some(({ line }) => /desk/i.test(line))).toBe(false);
});

test('what looks for the same, or is gone, is refused and changes nothing', async () => {
  await saveRuleChange(admin, { kind: 'create', ...literal });
  const before = await version();
  const again = { kind: 'create', ...literal, pattern: 'ASK DESK ##' } as const;
  const field = { ok: false, code: 'conflict', fieldErrors: { pattern: expect.any(String) } };
  expect(await saveRuleChange(admin, again)).toMatchObject(field);
  expect(await tryRuleChange(admin, again)).toMatchObject(field);
  expect(await saveRuleChange(admin, { kind: 'delete', id: 9_999 })).toMatchObject({ ok: false, code: 'not_found' });
  expect(await version()).toBe(before);
});

test('an edit of a literal that somebody else has edited since is refused and told what it is now', async () => {
  await saveRuleChange(admin, { kind: 'create', ...literal, pattern: 'see room ##' });
  const id = (await one<number>('select max(id) from answer_rules')) ?? 0;
  const shown = { ...literal, pattern: 'see room ##' };
  await saveRuleChange(admin, { kind: 'update', id, ...shown, pattern: 'see hall ##', shown });
  const late = { kind: 'update', id, ...shown, verdict: 'partial', shown } as const;
  const refused = { ok: false, code: 'conflict', message: expect.stringContaining('“see hall ##”') };
  expect(await tryRuleChange(admin, late)).toMatchObject(refused);
  expect(await saveRuleChange(admin, late)).toMatchObject(refused);
  expect(await one(`select pattern || ' ' || verdict from answer_rules where id = ${id}`)).toBe(
    'see hall ## unanswered',
  );
  await saveRuleChange(admin, { kind: 'delete', id });
});

test('detectors are held against what people said', async () => {
  await mainPool().query(
    `update conversation_states s set human_state = case when extract(minute from created_at)::int % 3 = 0 then 'unanswered' else 'answered' end::turn_state where extract(minute from created_at) <= 20`,
  );
  const { judged, failures, detectors } = await getQuality(analyst);
  expect([judged, failures]).toEqual([20, 6]);
  expect(detectors).toEqual([
    { detector: 'sentinel', said: 0, right: 0 },
    { detector: 'reported', said: 0, right: 0 },
    { detector: 'phrases', said: 10, right: 3 },
    { detector: 'behaviour', said: 0, right: 0 },
    { detector: 'together', said: 10, right: 3 },
  ]);
});

test('only who may change rules may try or save one, and an operator reads nothing of it', async () => {
  await expect(tryRuleChange(analyst, { kind: 'create', ...literal })).rejects.toThrow();
  await expect(saveRuleChange(analyst, { kind: 'create', ...literal })).rejects.toThrow();
  await expect(getPassReport(userActor('operator'), 1)).rejects.toThrow();
  await expect(getQuality(userActor('operator'))).rejects.toThrow();
});
