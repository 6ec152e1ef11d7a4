import { countTimes, type Histogram, quantileOf, timeAtRank } from '#lib/measures/histogram.ts';
import { studentT95, Z95 } from '#lib/measures/normal.ts';

/** An estimate with what 95 % of such intervals enclose. */
export type Interval = { value: number; low: number; high: number };

/** What two periods come to. */
type Totals = { current: number; before: number };

/** How many of how many. */
export type Share = { successes: number; trials: number };

/** A proportion with its score interval. E. B. Wilson, JASA 22 (1927). Null without trials. */
export function proportionInterval({ successes, trials }: Share, deviations = Z95): Interval | null {
  if (trials <= 0) return null;
  const square = deviations ** 2;
  const value = successes / trials;
  const centre = value + square / (2 * trials);
  const reach = deviations * Math.sqrt((value * (1 - value)) / trials + square / (4 * trials ** 2));
  const whole = 1 + square / trials;
  return {
    value,
    low: successes <= 0 ? 0 : (centre - reach) / whole,
    high: successes >= trials ? 1 : (centre + reach) / whole,
  };
}

/**
 * The difference `current - before` of two independent proportions: the hybrid score interval, method 10 of R. G. Newcombe,
 * Statistics in Medicine 17 (1998). Null where either has no trials.
 */
export function proportionChange(current: Share, before: Share, deviations = Z95): Interval | null {
  const now = proportionInterval(current, deviations);
  const then = proportionInterval(before, deviations);
  return now === null || then === null ? null : changeBetween(now, then);
}

/**
 * How the total of a period changed. `current` and `before` are the counts of its days (or of other parts of equal length),
 * in order of time.
 *
 * Turns come in sessions and busy days, so a total varies far more than a Poisson count; the variance is therefore taken
 * from how the parts differ. Where both periods have as many parts and `aligned` says that part by part they are the same
 * weekday or hour, from the differences of the pairs (paired t), which keeps the weekend out of it; else from each period by
 * itself (B. L. Welch, Biometrika 34, 1947). Never less than Poisson's. `ratio` is current / before by the same variances
 * on the logarithm (delta method), null unless both totals are positive; with `totals`, of those, where the parts are a sample
 * of their periods. Null with fewer than two parts in a period. Parts that influence each other, as hours of one busy day do,
 * make the truth wider.
 */
export function totalChange(
  current: readonly number[],
  before: readonly number[],
  aligned = false,
  totals: Totals = { current: sumOf(current), before: sumOf(before) },
): { difference: Interval; ratio: Interval | null } | null {
  if (current.length < 2 || before.length < 2) return null;
  const now = sumOf(current);
  const then = sumOf(before);
  if (aligned && current.length === before.length) {
    const scale = then > 0 ? now / then : 1;
    const t = studentT95(current.length - 1);
    const pairs = (factor: number) => current.map((count, at) => count - factor * (before[at] ?? 0));
    const plain = Math.max(totalVariance(pairs(1)), now + then);
    const scaled = Math.max(totalVariance(pairs(scale)), now + scale ** 2 * then);
    const ratio = ratioOf(totals, scaled / (now * totals.current), t);
    return { difference: around(now - then, t * Math.sqrt(plain)), ratio };
  }
  const nowVariance = Math.max(totalVariance(current), now);
  const thenVariance = Math.max(totalVariance(before), then);
  const variance = nowVariance + thenVariance;
  const weights = nowVariance ** 2 / (current.length - 1) + thenVariance ** 2 / (before.length - 1);
  const t = studentT95(weights > 0 ? variance ** 2 / weights : 1);
  return {
    difference: around(now - then, t * Math.sqrt(variance)),
    ratio: ratioOf(totals, nowVariance / (now * totals.current) + thenVariance / (then * totals.before), t),
  };
}

/**
 * A quantile of response times in milliseconds, between the two ranks that enclose it in 95 % of samples whatever their
 * distribution (order statistics; W. J. Conover, Practical Nonparametric Statistics, 3.2). Null where there are too few
 * for such ranks: the median needs 6, the 95th percentile 72, the 99th 368.
 */
export function quantileInterval(histogram: Histogram, fraction: number): Interval | null {
  const ranks = ranksAround(countTimes(histogram), fraction);
  if (ranks === null) return null;
  const value = quantileOf(histogram, fraction);
  const low = timeAtRank(histogram, ranks.low);
  const high = timeAtRank(histogram, ranks.high);
  return value === null || low === null || high === null ? null : { value, low, high };
}

/**
 * The difference `current - before` of a quantile, in milliseconds: the distances to the ends of both intervals, squared and
 * added (MOVER; G. Y. Zou and A. Donner, Statistics in Medicine 27, 2008). Null where either has no interval.
 */
export function quantileChange(current: Histogram, before: Histogram, fraction: number): Interval | null {
  const now = quantileInterval(current, fraction);
  const then = quantileInterval(before, fraction);
  return now === null || then === null ? null : changeBetween(now, then);
}

/**
 * The sum of independent estimates, each times its weight: the distances to the ends that count on either side, squared and
 * added (MOVER; G. Y. Zou and A. Donner, Statistics in Medicine 27, 2008).
 */
export function weightedSum(terms: readonly { weight: number; of: Interval }[]): Interval {
  const value = sumOf(terms.map(({ weight, of }) => weight * of.value));
  const reach = (isUp: boolean) =>
    Math.hypot(
      ...terms.map(({ weight, of }) => weight * (weight > 0 === isUp ? of.high - of.value : of.value - of.low)),
    );
  return { value, low: value - reach(false), high: value + reach(true) };
}

/** Whether an interval of a difference leaves no room for "no change". */
export function isClear({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}

function changeBetween(now: Interval, then: Interval): Interval {
  return weightedSum([
    { weight: 1, of: now },
    { weight: -1, of: then },
  ]);
}

function around(value: number, reach: number): Interval {
  return { value, low: value - reach, high: value + reach };
}

function ratioOf({ current, before }: Totals, logVariance: number, t: number): Interval | null {
  if (current <= 0 || before <= 0 || !Number.isFinite(logVariance)) return null;
  const factor = Math.exp(t * Math.sqrt(logVariance));
  return { value: current / before, low: current / before / factor, high: (current / before) * factor };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The variance of the sum of parts, from how they differ among themselves. */
function totalVariance(parts: readonly number[]): number {
  const mean = sumOf(parts) / parts.length;
  const squares = parts.reduce((sum, part) => sum + (part - mean) ** 2, 0);
  return (parts.length * squares) / (parts.length - 1);
}

// The smallest and largest ranks such that the number of times under the quantile, a binomial count, falls short of them or
// goes past them with at most 2.5 % each.
function ranksAround(count: number, fraction: number): { low: number; high: number } | null {
  const spread = Math.sqrt(count * fraction * (1 - fraction));
  const middle = count * fraction;
  const exact = count <= 5_000;
  const low = exact ? lowestRank(count, fraction) : Math.floor(middle - Z95 * spread);
  const high = exact ? count + 1 - lowestRank(count, 1 - fraction) : Math.ceil(middle + Z95 * spread) + 1;
  return low < 1 || high > count ? null : { low, high };
}

// The largest rank r with P(B <= r - 1) <= 2.5 % for a binomial B; 0 for none.
function lowestRank(count: number, fraction: number): number {
  let chance = count * Math.log1p(-fraction);
  let sum = Math.exp(chance);
  let rank = 0;
  while (rank < count && sum <= 0.025) {
    rank += 1;
    chance += Math.log(((count - rank + 1) / rank) * (fraction / (1 - fraction)));
    sum += Math.exp(chance);
  }
  return rank;
}
