import { type Interval, proportionChange } from '#lib/measures/intervals.ts';
import { chanceBeyond } from '#lib/measures/normal.ts';

/** Turns that were answered and that were not; partial and unknown ones are in neither. */
export type AnswerCounts = { answered: number; unanswered: number };

/** One value of a dimension (a knowledge base, an hour, a weekday, a source) in both periods. */
export type Part = { key: string; current: AnswerCounts; before: AnswerCounts };

/**
 * What a part did to the answer rate of the whole, in percentage points. `change`: of its own rate, with its 95 % interval;
 * null where it has turns in one period only. `rateEffect`: because its rate changed; `mixEffect`: because its share of the
 * turns did; `contribution`: both. `clear`: its own rate changed by more than chance explains, given how many parts there are.
 */
export type Contribution = {
  key: string;
  change: Interval | null;
  rateEffect: number;
  mixEffect: number;
  contribution: number;
  clear: boolean;
};

/** How often a comparison in which nothing changed may still call a part clear. */
const FALSE_ALARMS = 0.02;

/**
 * Splits the change of an answer rate between two periods over the parts of a dimension. `total` is that change in
 * percentage points and the sum of all contributions; null where a period has no turn that counts. Parts come clear ones
 * first, then by the size of their contribution.
 *
 * The split is E. M. Kitagawa's (JASA 50, 1955): a part's rate effect is its change of rate at its mean share, its mix effect
 * its change of share times how far its mean rate lies from the mean rate of the whole. A part without turns in one period
 * has no rate there, so all that it does is mix. Which parts are clear is decided together by Benjamini and Hochberg's
 * procedure (JRSS B 57, 1995) at 2 %, on the score test of two proportions with the N - 1 correction (I. Campbell, Statistics
 * in Medicine 26, 2007). `dispersion` (see `dispersionOf`) is by how much rates vary more than chance; counts weigh so much less.
 */
export function contributionsOf(
  parts: readonly Part[],
  dispersion = 1,
): { total: number | null; parts: Contribution[] } {
  const now = sumOf(parts.map(({ current }) => current));
  const then = sumOf(parts.map(({ before }) => before));
  if (trialsOf(now) === 0 || trialsOf(then) === 0) return { total: null, parts: [] };
  const clear = clearParts(parts, dispersion);
  const middle = (rateOf(now) + rateOf(then)) / 2;
  const split = parts
    .filter(({ current, before }) => trialsOf(current) + trialsOf(before) > 0)
    .map((part): Contribution => {
      const shareNow = trialsOf(part.current) / trialsOf(now);
      const shareThen = trialsOf(part.before) / trialsOf(then);
      const rateNow = rateOf(trialsOf(part.current) > 0 ? part.current : part.before);
      const rateThen = rateOf(trialsOf(part.before) > 0 ? part.before : part.current);
      const rateEffect = points(((shareNow + shareThen) / 2) * (rateNow - rateThen));
      const mixEffect = points((shareNow - shareThen) * ((rateNow + rateThen) / 2 - middle));
      const contribution = rateEffect + mixEffect;
      const change = changeOf(part, dispersion);
      return { key: part.key, change, rateEffect, mixEffect, contribution, clear: clear.has(part) };
    });
  return {
    total: points(rateOf(now) - rateOf(then)),
    parts: split.sort(
      (one, other) =>
        Number(other.clear) - Number(one.clear) || Math.abs(other.contribution) - Math.abs(one.contribution),
    ),
  };
}

/**
 * By how much the answer rate varies more from day to day than chance would have it: Pearson's statistic of all days of a
 * period against its one rate, over its degrees of freedom (P. McCullagh and J. A. Nelder, Generalized Linear Models, 4.5).
 * Give the days of each period apart; the days of all are pooled. At least 1, which is also the answer for too few days.
 */
export function dispersionOf(...periods: readonly (readonly AnswerCounts[])[]): number {
  let statistic = 0;
  let freedom = 0;
  for (const days of periods) {
    const counted = days.filter((day) => trialsOf(day) > 0);
    const rate = rateOf(sumOf(counted));
    if (counted.length < 2 || rate <= 0 || rate >= 1) continue;
    for (const day of counted)
      statistic += (day.answered - trialsOf(day) * rate) ** 2 / (trialsOf(day) * rate * (1 - rate));
    freedom += counted.length - 1;
  }
  return freedom === 0 ? 1 : Math.max(1, statistic / freedom);
}

// Never -0, which is shown with its sign.
function points(share: number): number {
  return 100 * share || 0;
}

function changeOf({ current, before }: Part, dispersion: number): Interval | null {
  const interval = proportionChange(shareOf(current, dispersion), shareOf(before, dispersion));
  if (interval === null) return null;
  return { value: points(interval.value), low: points(interval.low), high: points(interval.high) };
}

function shareOf(counts: AnswerCounts, dispersion: number): { successes: number; trials: number } {
  return { successes: counts.answered / dispersion, trials: trialsOf(counts) / dispersion };
}

function clearParts(parts: readonly Part[], dispersion: number): ReadonlySet<Part> {
  const tested = parts
    .map((part) => ({ part, chance: chanceOfNoChange(part, dispersion) }))
    .filter(({ chance }) => chance !== null)
    .sort((one, other) => (one.chance ?? 1) - (other.chance ?? 1));
  const last = tested.findLastIndex(({ chance }, at) => (chance ?? 1) <= (FALSE_ALARMS * (at + 1)) / tested.length);
  return new Set(tested.slice(0, last + 1).map(({ part }) => part));
}

/** The chance of a difference at least so large if the part's rate had not changed; null where there is nothing to compare. */
function chanceOfNoChange({ current, before }: Part, dispersion: number): number | null {
  const now = shareOf(current, dispersion);
  const then = shareOf(before, dispersion);
  if (now.trials === 0 || then.trials === 0) return null;
  const trials = now.trials + then.trials;
  const pooled = (now.successes + then.successes) / trials;
  if (pooled <= 0 || pooled >= 1 || trials <= 1) return 1;
  const variance = pooled * (1 - pooled) * (1 / now.trials + 1 / then.trials);
  const score = (now.successes / now.trials - then.successes / then.trials) / Math.sqrt(variance);
  return chanceBeyond(score * Math.sqrt((trials - 1) / trials));
}

function trialsOf({ answered, unanswered }: AnswerCounts): number {
  return answered + unanswered;
}

function rateOf(counts: AnswerCounts): number {
  return trialsOf(counts) === 0 ? 0 : counts.answered / trialsOf(counts);
}

function sumOf(counts: readonly AnswerCounts[]): AnswerCounts {
  return counts.reduce(
    (sum, one) => ({ answered: sum.answered + one.answered, unanswered: sum.unanswered + one.unanswered }),
    { answered: 0, unanswered: 0 },
  );
}
