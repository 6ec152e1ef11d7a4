import { beforeEach, expect, test } from 'vitest';
import { ruleForm } from '#lib/monitoring/rules/form.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { findRules, resetRule, updateRule } from '#server/monitoring/rules/rules.ts';
import { lastRuleSettings, RULES_KEY, readRuleSettings } from '#server/monitoring/rules/settings.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const admin = userActor('admin');
const pool = ruleForm.parse({
  rule: 'pool.used',
  isOn: true,
  ...{ warnLimit: 70, warnHold: 10, critLimit: 95, critHold: 5 },
});

beforeEach(async () => {
  await mainPool().query(`delete from settings where key = $1`, [RULES_KEY]);
});

const auditRows = async () =>
  (await mainPool().query('select action, target_id, details from audit_log order by id')).rows;

test('a change is in force with the next reading, and audited with what holds', async () => {
  expect(await updateRule(admin, pool)).toEqual({ ok: true, value: null });
  expect(await updateRule(admin, { rule: 'redis.away', isOn: false, warnHold: 4 })).toMatchObject({ ok: true });
  await readRuleSettings();
  expect(lastRuleSettings()).toEqual({
    'pool.used': { warn: { limit: 70, holdSeconds: 10 } },
    'redis.away': { off: true },
  });
  const rules = await findRules(admin);
  expect(rules.filter(({ isOn }) => !isOn).map(({ label }) => label)).toEqual(['Redis does not answer']);
  expect((await auditRows()).slice(-2)).toEqual([
    {
      action: 'alerts.rule',
      target_id: 'pool.used',
      details: { on: true, default: false, warning: '70 % for 10 s', critical: '95 % for 5 s' },
    },
    {
      action: 'alerts.rule',
      target_id: 'redis.away',
      details: { on: false, default: false, warning: 'when it lasts 4 s', critical: null },
    },
  ]);
});

test('back to default takes away what was set of one rule alone; the same again is no change', async () => {
  await updateRule(admin, pool);
  await updateRule(admin, { rule: 'redis.away', isOn: false, warnHold: 4 });
  const before = (await auditRows()).length;
  expect(await updateRule(admin, pool)).toMatchObject({ ok: true });
  expect(await auditRows()).toHaveLength(before);
  await resetRule(admin, 'pool.used');
  expect(await readRuleSettings()).toEqual({ 'redis.away': { off: true } });
  expect(await auditRows()).toHaveLength(before + 1);
});

test('two changes at once both stand', async () => {
  await Promise.all([updateRule(admin, pool), updateRule(admin, { rule: 'redis.away', isOn: false, warnHold: 4 })]);
  expect(Object.keys(await readRuleSettings()).sort()).toEqual(['pool.used', 'redis.away']);
});

test('what cannot be read of one rule leaves that one as it comes, and the others as they were set', async () => {
  await updateRule(admin, pool);
  await mainPool().query(
    `update settings set value = value || '{"cache.hit": {"warn": "often"}, "gone.long_ago": {"off": true}}' where key = $1`,
    [RULES_KEY],
  );
  expect(Object.keys(await readRuleSettings())).toEqual(['pool.used']);
});

test('whoever is no admin may read the rules and change none', async () => {
  expect(await findRules(userActor('analyst'))).not.toEqual([]);
  await expect(findRules(userActor('operator'))).rejects.toThrow(ForbiddenError);
  await expect(updateRule(userActor('analyst'), pool)).rejects.toThrow(ForbiddenError);
  await expect(resetRule(userActor('analyst'), 'pool.used')).rejects.toThrow(ForbiddenError);
});
