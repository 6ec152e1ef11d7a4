import { describe, expect, test } from 'vitest';
import { ruleForm, settingOf } from './form.ts';
import { defaultRules, ruleNames, rulesOff, rulesWith } from './in-force.ts';
import { ruleLinesOf } from './line.ts';
import { gradeAt, gradeOf, gravestOf, type Rule } from './rule.ts';
import { ruleTable } from './rules.ts';
import { levelWords } from './words.ts';

/** A form that leaves a rule as it comes. */
function formOf(rule: (typeof ruleNames)[number]) {
  const { warn, crit }: Rule = ruleTable[rule];
  const fields = {
    warnLimit: warn?.limit,
    warnHold: warn?.holdSeconds,
    critLimit: crit?.limit,
    critHold: crit?.holdSeconds,
  };
  return { rule, isOn: true, ...fields };
}

function faultsOf(form: object): Record<string, string> {
  const { error } = ruleForm.safeParse(form);
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));
}

describe('a rule', () => {
  test.each(ruleNames)('%s as it comes is allowed, is on, and leaves nothing to store', (rule) => {
    expect(settingOf(ruleForm.parse(formOf(rule)))).toEqual({});
    expect(defaultRules(rule).isOn).toBe(true);
    const { warn, crit }: Rule = ruleTable[rule];
    expect(warn ?? crit).toBeDefined();
  });

  test('grades what reaches it, up or down', () => {
    const share = defaultRules('connections.used');
    expect([79, 80, 90].map((value) => gradeOf(share, value)?.severity)).toEqual([undefined, 'warn', 'crit']);
    const days = defaultRules('disk.days');
    expect([15, 14, 3].map((value) => gradeOf(days, value)?.severity)).toEqual([undefined, 'warn', 'crit']);
    expect(gradeOf(days, 3)).toEqual({ severity: 'crit', holdSeconds: 0, warnAfterSeconds: 0 });
  });

  test('without a level is never that grave', () => {
    expect(gradeOf(defaultRules('pool.leak'), 1e9)?.severity).toBe('warn');
    expect(gradeOf(defaultRules('pool.opening'), 0.9)).toBeNull();
    expect(gradeOf(defaultRules('pool.opening'), 1)).toEqual({ severity: 'crit', holdSeconds: 5 });
  });

  test('that is off tells nothing, and is named', () => {
    const rules = rulesWith({ 'cache.hit': { off: true }, 'indexes.gone': { off: true } });
    expect(gradeOf(rules('cache.hit'), 1)).toBeNull();
    expect(gradeAt(rules('indexes.gone'), 'crit')).toBeNull();
    expect(gradeAt(rules('redis.away'), 'warn')).toEqual({ severity: 'warn', holdSeconds: 4 });
    expect(rulesOff({ 'indexes.gone': { off: true }, 'cache.hit': { off: true } })).toEqual([
      'An index is gone',
      'The cache is too small',
    ]);
  });

  test('holds as it was set, one level for itself', () => {
    const rule = rulesWith({ 'connections.used': { warn: { limit: 50, holdSeconds: 60 } } })('connections.used');
    expect(gradeOf(rule, 55)).toEqual({ severity: 'warn', holdSeconds: 60 });
    expect(gradeOf(rule, 95)).toEqual({ severity: 'crit', holdSeconds: 4, warnAfterSeconds: 60 });
  });
});

test('of some grades the gravest counts, of equals the one told soonest', () => {
  const warn = { severity: 'warn', holdSeconds: 3 } as const;
  const crit = { severity: 'crit', holdSeconds: 9 } as const;
  expect(gravestOf([warn, null, crit])).toBe(crit);
  expect(gravestOf([warn, { ...warn, holdSeconds: 0 }])?.holdSeconds).toBe(0);
  expect(gravestOf([null])).toBeNull();
});

describe('a form', () => {
  test('stores what differs, and nothing else', () => {
    const form = { ...formOf('pool.used'), warnLimit: 70, isOn: false };
    expect(settingOf(ruleForm.parse(form))).toEqual({ off: true, warn: { limit: 70, holdSeconds: 10 } });
    const away = { ...formOf('redis.away'), warnHold: 30 };
    expect(settingOf(ruleForm.parse(away))).toEqual({ warn: { holdSeconds: 30 } });
  });

  test('is refused with a sentence beside the field', () => {
    const full = formOf('pool.used');
    expect(faultsOf({ ...full, warnLimit: 0 })).toEqual({ warnLimit: 'Use 1 to 100 %.' });
    expect(faultsOf({ ...full, warnLimit: Number.NaN })).toEqual({ warnLimit: 'This is not a number.' });
    expect(faultsOf({ ...full, critHold: 3_601 })).toEqual({ critHold: 'Use at most 3,600 seconds.' });
    expect(faultsOf({ ...full, warnHold: 1.5 })).toEqual({ warnHold: 'Use whole seconds.' });
    expect(faultsOf({ ...full, critLimit: 60 })).toEqual({
      critLimit: 'What is critical lies at or above the warning, 80 %.',
    });
    expect(faultsOf({ ...formOf('disk.days'), critLimit: 20 })).toEqual({
      critLimit: 'What is critical lies at or below the warning, 14 days.',
    });
    expect(faultsOf({ ...full, warnHold: undefined })).toEqual({ warnHold: 'Say how long it must last.' });
    expect(faultsOf({ ...full, critLimit: undefined })).toEqual({ critLimit: 'Say from which value on.' });
    expect(faultsOf({ ...formOf('pool.leak'), critLimit: 5 })).toEqual({ critLimit: 'This rule has no such limit.' });
    expect(faultsOf({ ...formOf('redis.away'), warnLimit: 5 })).toEqual({ warnLimit: 'This rule has no such limit.' });
    expect(faultsOf({ ...full, rule: 'nothing' })).toHaveProperty('rule');
  });
});

test('the page shows what holds beside what it comes with', () => {
  const lines = ruleLinesOf({ 'cache.hit': { warn: { limit: 80, holdSeconds: 60 } } });
  expect(lines.filter(({ isChanged }) => isChanged).map(({ name }) => name)).toEqual(['cache.hit']);
  const line = lines.find(({ name }) => name === 'cache.hit');
  expect(line).toMatchObject({
    below: true,
    crit: null,
    warn: { now: { limit: 80, holdSeconds: 60 }, usual: { limit: 90, holdSeconds: 300 } },
  });
});

test('levels in words', () => {
  expect(levelWords({ limit: 80, holdSeconds: 10 }, '%')).toBe('80 % for 10 s');
  expect(levelWords({ limit: 1_800, holdSeconds: 0 }, 's')).toBe('30 min');
  expect(levelWords({ limit: 90, holdSeconds: 300 }, '%', true)).toBe('below 90 % for 5 min');
  expect(levelWords({ holdSeconds: 4 }, undefined)).toBe('when it lasts 4 s');
  expect(levelWords({ holdSeconds: 0 }, undefined)).toBe('at once');
});
