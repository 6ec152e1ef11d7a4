import { z } from 'zod';
import { type RuleSetting, ruleNames } from './in-force.ts';
import type { Level, Rule } from './rule.ts';
import { ruleTable } from './rules.ts';
import { limitWords } from './words.ts';

const LONGEST_HOLD_SECONDS = 3_600;

const limit = z.number('This is not a number.').optional();
const hold = z
  .int('Use whole seconds.')
  .min(0, 'Use 0 seconds or more.')
  .max(LONGEST_HOLD_SECONDS, 'Use at most 3,600 seconds.')
  .optional();

/** What is asked for when a rule is changed: both values of each level that the rule has. */
export const ruleForm = z
  .strictObject({
    rule: z.enum(ruleNames),
    isOn: z.boolean(),
    warnLimit: limit,
    warnHold: hold,
    critLimit: limit,
    critHold: hold,
  })
  .superRefine((form, context) => {
    for (const [field, message] of faultsOf(ruleTable[form.rule], form))
      context.addIssue({ code: 'custom', path: [field], message });
  });
export type RuleForm = z.infer<typeof ruleForm>;

type Values = Pick<RuleForm, 'warnLimit' | 'warnHold' | 'critLimit' | 'critHold'>;

/** What to store of a form: what differs from the default alone, so that a better default reaches who never chose. */
export function settingOf({ rule, isOn, ...values }: RuleForm): RuleSetting {
  const { warn, crit }: Rule = ruleTable[rule];
  return {
    ...(isOn ? {} : { off: true as const }),
    ...ifOther('warn', warn, values.warnLimit, values.warnHold),
    ...ifOther('crit', crit, values.critLimit, values.critHold),
  };
}

function ifOther(name: 'warn' | 'crit', level: Level | undefined, limit: number | undefined, holdSeconds = 0) {
  if (level === undefined || (limit === level.limit && holdSeconds === level.holdSeconds)) return {};
  return { [name]: limit === undefined ? { holdSeconds } : { limit, holdSeconds } };
}

function faultsOf(rule: Rule, values: Values): [keyof Values, string][] {
  const { warnLimit, critLimit } = values;
  const faults = [
    ...faultsOfLevel(rule, rule.warn, ['warnLimit', 'warnHold'], values),
    ...faultsOfLevel(rule, rule.crit, ['critLimit', 'critHold'], values),
  ];
  if (faults.length > 0 || warnLimit === undefined || critLimit === undefined) return faults;
  const isMilder = rule.below ? critLimit > warnLimit : critLimit < warnLimit;
  if (!isMilder) return [];
  const side = rule.below ? 'at or below' : 'at or above';
  return [['critLimit', `What is critical lies ${side} the warning, ${limitWords(warnLimit, rule.unit)}.`]];
}

function faultsOfLevel(
  { bounds, unit }: Rule,
  level: Level | undefined,
  [limitField, holdField]: ['warnLimit', 'warnHold'] | ['critLimit', 'critHold'],
  values: Values,
): [keyof Values, string][] {
  const limit = values[limitField];
  if (level === undefined || (level.limit === undefined && limit !== undefined))
    return limit === undefined && values[holdField] === undefined ? [] : [[limitField, 'This rule has no such limit.']];
  if (values[holdField] === undefined) return [[holdField, 'Say how long it must last.']];
  if (level.limit === undefined || bounds === undefined) return [];
  if (limit === undefined) return [[limitField, 'Say from which value on.']];
  const [least, most] = bounds;
  if (limit >= least && limit <= most) return [];
  return [[limitField, `Use ${limitWords(least, undefined)} to ${limitWords(most, unit)}.`]];
}
