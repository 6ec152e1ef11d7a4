import { z } from 'zod';
import type { Level, LevelInForce, Rule, RuleInForce } from './rule.ts';
import { type RuleName, ruleTable } from './rules.ts';

const levelSchema = z.strictObject({ limit: z.number().optional(), holdSeconds: z.number() });
const settingSchema = z.strictObject({
  off: z.literal(true).optional(),
  warn: levelSchema.optional(),
  crit: levelSchema.optional(),
});
/** What an admin has set of one rule; what is left out stays as it comes. */
export type RuleSetting = z.infer<typeof settingSchema>;

/** The rules by name, in the order of their table. */
export const ruleNames: readonly RuleName[] = Object.keys(ruleTable).filter(isRuleName);

/** What admins have set, by rule. */
export const ruleSettingsSchema = z.partialRecord(z.enum(ruleNames), settingSchema);
export type RuleSettings = z.infer<typeof ruleSettingsSchema>;

/** Each rule as it holds now. */
export type Rules = (name: RuleName) => RuleInForce;

/** The rules as they come. */
export const defaultRules: Rules = rulesWith({});

/** The rules with what admins have set. */
export function rulesWith(settings: RuleSettings): Rules {
  return (name) => inForce(ruleTable[name], settings[name]);
}

/** What the switched-off rules are called, in the order of their table. */
export function rulesOff(settings: RuleSettings): string[] {
  return ruleNames.filter((name) => settings[name]?.off === true).map((name) => ruleTable[name].label);
}

function inForce({ below = false, warn, crit }: Rule, setting: RuleSetting | undefined): RuleInForce {
  return {
    isOn: setting?.off !== true,
    below,
    warn: levelInForce(warn, setting?.warn),
    crit: levelInForce(crit, setting?.crit),
  };
}

function levelInForce(level: Level | undefined, set: Level | undefined): LevelInForce {
  if (level === undefined) return { limit: Number.NaN, holdSeconds: 0 };
  const { limit = 0, holdSeconds } = { ...level, ...set };
  return { limit, holdSeconds };
}

function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(ruleTable, name);
}
