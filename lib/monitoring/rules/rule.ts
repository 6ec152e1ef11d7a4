import type { Severity } from '#lib/monitoring/cause.ts';

/** What a limit counts, as it is written after the number. */
export type Unit =
  | '%'
  | 's'
  | 'ms'
  | 'MB'
  | 'GB'
  | 'days'
  | 'points'
  | 'times'
  | 'times a minute'
  | 'sessions'
  | 'waiting'
  | 'in 5 min'
  | 'in a minute';

/** Bounds of limits that are shares, and that are spans in seconds. */
export const PERCENT = [1, 100] as const;
export const SECONDS = [1, 86_400] as const;

/** From which value on something is told, and how many seconds it must last; without a limit it is told when it is there at all. */
export type Level = { limit?: number; holdSeconds: number };

/** A built-in rule: what it is about, and by which values it tells unless an admin has set others. */
export type Rule = {
  group:
    | 'Pool'
    | 'Sessions and locks'
    | 'Errors'
    | 'Queries'
    | 'Tables and disk'
    | 'Redis and LightRAG'
    | 'Server settings';
  label: string;
  /** What is held against the limit, as a sentence. */
  words: string;
  unit?: Unit;
  /** Least and most that a limit may be set to. */
  bounds?: readonly [number, number];
  /** It is told from its limit downwards. */
  below?: boolean;
  warn?: Level;
  crit?: Level;
  /** Where the default comes from. */
  source: string;
};

/** A level as it holds now. The limit of a level that the rule has not is NaN, which nothing reaches; without a limit it is 0. */
export type LevelInForce = { limit: number; holdSeconds: number };
export type RuleInForce = { isOn: boolean; below: boolean; warn: LevelInForce; crit: LevelInForce };

/** How grave something is, in the fields of a cause. */
export type Grade = {
  severity: Severity;
  holdSeconds: number;
  /** Of something critical: after how many seconds it is told as a warning, while it has not been critical for long enough. */
  warnAfterSeconds?: number;
};

/** How grave a value is by a rule; null where it is not, or the rule is off. */
export function gradeOf(rule: RuleInForce, value: number): Grade | null {
  const reached = ({ limit }: LevelInForce) => (rule.below ? value <= limit : value >= limit);
  if (reached(rule.crit)) return gradeAt(rule, 'crit');
  return reached(rule.warn) ? gradeAt(rule, 'warn') : null;
}

/** What is there at one level of a rule, whatever its limit; null when the rule is off. */
export function gradeAt({ isOn, warn, crit }: RuleInForce, severity: Severity): Grade | null {
  if (!isOn) return null;
  if (severity === 'warn') return { severity, holdSeconds: warn.holdSeconds };
  const mild = Number.isNaN(warn.limit) ? {} : { warnAfterSeconds: warn.holdSeconds };
  return { severity, holdSeconds: crit.holdSeconds, ...mild };
}

/** The gravest of some; of equals the one that is told soonest. */
export function gravestOf(grades: readonly (Grade | null)[]): Grade | null {
  const [first] = grades
    .filter((grade) => grade !== null)
    .sort(
      (one, other) =>
        Number(other.severity === 'crit') - Number(one.severity === 'crit') || one.holdSeconds - other.holdSeconds,
    );
  return first ?? null;
}
