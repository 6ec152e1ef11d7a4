import { type RuleSettings, ruleNames } from './in-force.ts';
import type { Level, Rule, Unit } from './rule.ts';
import { type RuleName, ruleTable } from './rules.ts';

/** A level as it holds, beside the one it comes with. */
export type LevelLine = { now: Level; usual: Level };
/** A rule as its page shows it. */
export type RuleLine = Pick<Rule, 'group' | 'label' | 'words' | 'source'> & {
  name: RuleName;
  unit: Unit | undefined;
  below: boolean;
  bounds: readonly [number, number] | null;
  isOn: boolean;
  /** Whether anything of it is not as it comes. */
  isChanged: boolean;
  warn: LevelLine | null;
  crit: LevelLine | null;
};

/** Every rule with what holds and what it comes with, in the order of the table. */
export function ruleLinesOf(settings: RuleSettings): RuleLine[] {
  return ruleNames.map((name) => {
    const { unit, below = false, bounds, warn, crit, ...text }: Rule = ruleTable[name];
    const setting = settings[name] ?? {};
    const line = (usual: Level | undefined, set: Level | undefined): LevelLine | null =>
      usual === undefined ? null : { now: { ...usual, ...set }, usual };
    return {
      ...text,
      name,
      unit,
      below,
      bounds: bounds ?? null,
      isOn: setting.off !== true,
      isChanged: Object.keys(setting).length > 0,
      warn: line(warn, setting.warn),
      crit: line(crit, setting.crit),
    };
  });
}
