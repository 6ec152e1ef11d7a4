import { type AnswerCounts, ratedIn, rateOf, sumAnswers } from '#lib/measures/answer-counts.ts';
import {
  type Interval,
  isClear,
  proportionChange,
  proportionInterval,
  type Share,
  weightedSum,
} from '#lib/measures/intervals.ts';
import { chanceBeyond } from '#lib/measures/normal.ts';

type Both = { current: AnswerCounts; before: AnswerCounts };

/** One value of a dimension (a knowledge base, an hour, a weekday, a source) in both periods. */
export type Part = Both & { key: string };

/** A part in one period: its answer rate, null where it has no turn that counts, and its share of all that do; 0 to 1. */
export type Standing = { rate: number | null; share: number };

/**
 * What a part did to the answer rate of the whole, in percentage points. `rateEffect`: because its rate changed;
 * `mixEffect`: because its share of the turns did; `contribution`: both, with its 95 % interval. `clear`: more than chance
 * explains, given how many parts there are.
 */
export type Contribution = {
  key: string;
  current: Standing;
  before: Standing;
  rateEffect: number;
  mixEffect: number;
  contribution: Interval;
  clear: boolean;
};

/** By how much rates and shares of the turns vary more than chance (see dispersion.ts); counts weigh so much less. */
export type Dispersion = { rates: number; shares: number };

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
 * procedure (JRSS B 57, 1995) at 2 %. Where the rate did more than the share, on the score test of two proportions with the
 * N - 1 correction (I. Campbell, Statistics in Medicine 26, 2007); else on how wide an interval of the contribution must be to
 * hold zero.
 */
export function contributionsOf(
  parts: readonly Part[],
  dispersion: Dispersion = { rates: 1, shares: 1 },
): { total: number | null; parts: Contribution[] } {
  const whole = {
    current: sumAnswers(parts.map(({ current }) => current)),
    before: sumAnswers(parts.map(({ before }) => before)),
  };
  if (ratedIn(whole.current) === 0 || ratedIn(whole.before) === 0) return { total: null, parts: [] };
  const counted = parts
    .filter(({ current, before }) => ratedIn(current) + ratedIn(before) > 0)
    .map((part) => ({ part, chance: chanceOfNothing(part, whole, dispersion) }));
  const most = mostChance(counted.map(({ chance }) => chance));
  const split = counted.map(({ part, chance }): Contribution => {
    const { current, before, rate, mix } = effectsOf(part, whole);
    const { value, low, high } = intervalOf(part, whole, dispersion);
    return {
      ...{ key: part.key, current, before },
      rateEffect: points(rate),
      mixEffect: points(mix),
      contribution: { value: points(value), low: points(low), high: points(high) },
      clear: chance <= most,
    };
  });
  return {
    total: points(rateOf(whole.current) - rateOf(whole.before)),
    parts: split.sort(
      (one, other) =>
        Number(other.clear) - Number(one.clear) ||
        Math.abs(other.contribution.value) - Math.abs(one.contribution.value),
    ),
  };
}

// Never -0, which is shown with its sign.
function points(share: number): number {
  return 100 * share || 0;
}

/** Where a part stands in both periods, and what its rate and its share did to the whole; shares of 0 to 1. */
function effectsOf(part: Both, whole: Both): { current: Standing; before: Standing; rate: number; mix: number } {
  const [current, before] = [standingOf(part.current, whole.current), standingOf(part.before, whole.before)];
  const now = current.rate ?? before.rate ?? 0;
  const then = before.rate ?? now;
  const middle = (rateOf(whole.current) + rateOf(whole.before)) / 2;
  return {
    current,
    before,
    rate: ((current.share + before.share) / 2) * (now - then),
    mix: (current.share - before.share) * ((now + then) / 2 - middle),
  };
}

function standingOf(counts: AnswerCounts, whole: AnswerCounts): Standing {
  return { rate: ratedIn(counts) === 0 ? null : rateOf(counts), share: ratedIn(counts) / ratedIn(whole) };
}

/**
 * The contribution, a share of 0 to 1, with its interval: from the rates of the part and of all others, in which it is linear
 * at the shares found, and from the change of its share at the rates found.
 */
function intervalOf(part: Both, whole: Both, { rates, shares }: Dispersion, deviations?: number): Interval {
  const { current, before, rate, mix } = effectsOf(part, whole);
  const moved = current.share - before.share;
  const terms = [
    { weight: current.share * (1 - moved / 2), share: answeredOf(part.current, rates) },
    { weight: -before.share * (1 + moved / 2), share: answeredOf(part.before, rates) },
    { weight: (-moved / 2) * (1 - current.share), share: answeredOf(othersOf(part.current, whole.current), rates) },
    { weight: (-moved / 2) * (1 - before.share), share: answeredOf(othersOf(part.before, whole.before), rates) },
  ].map(({ weight, share }) => ({ weight, of: proportionInterval(share, deviations) }));
  const [now, then] = [shareOf(part.current, whole.current, shares), shareOf(part.before, whole.before, shares)];
  const mixed = { weight: moved === 0 ? 0 : mix / moved, of: proportionChange(now, then, deviations) };
  const sum = weightedSum([...terms, mixed].flatMap(({ weight, of }) => (of === null ? [] : [{ weight, of }])));
  const value = rate + mix;
  return { value, low: value - (sum.value - sum.low), high: value + (sum.high - sum.value) };
}

function othersOf(part: AnswerCounts, whole: AnswerCounts): AnswerCounts {
  return { answered: whole.answered - part.answered, unanswered: whole.unanswered - part.unanswered };
}

function answeredOf(counts: AnswerCounts, dispersion: number): Share {
  return { successes: counts.answered / dispersion, trials: ratedIn(counts) / dispersion };
}

function shareOf(part: AnswerCounts, whole: AnswerCounts, dispersion: number): Share {
  return { successes: ratedIn(part) / dispersion, trials: ratedIn(whole) / dispersion };
}

/** The largest chance that is still clear, by Benjamini and Hochberg; -1 where none is. */
function mostChance(chances: readonly number[]): number {
  const sorted = chances.toSorted((one, other) => one - other);
  return sorted.findLast((chance, at) => chance <= (FALSE_ALARMS * (at + 1)) / sorted.length) ?? -1;
}

/** The chance of so much if the part had done nothing. */
function chanceOfNothing(part: Both, whole: Both, dispersion: Dispersion): number {
  const { rate, mix } = effectsOf(part, whole);
  return Math.abs(rate) > Math.abs(mix)
    ? chanceOfOneRate(part, dispersion.rates)
    : chanceOfNoContribution(part, whole, dispersion);
}

/** The chance of a difference of rates at least so large if the part's rate had not changed. */
function chanceOfOneRate({ current, before }: Both, dispersion: number): number {
  const now = answeredOf(current, dispersion);
  const then = answeredOf(before, dispersion);
  const trials = now.trials + then.trials;
  const pooled = (now.successes + then.successes) / trials;
  if (pooled <= 0 || pooled >= 1 || trials <= 1) return 1;
  const variance = pooled * (1 - pooled) * (1 / now.trials + 1 / then.trials);
  const score = (now.successes / now.trials - then.successes / then.trials) / Math.sqrt(variance);
  return chanceBeyond(score * Math.sqrt((trials - 1) / trials));
}

/** Intervals are searched up to so many deviations; what lies further out has a chance of nought. */
const MOST_DEVIATIONS = 12;
const STEPS = 30;

/** The chance that goes with the narrowest interval of the contribution that holds zero. */
function chanceOfNoContribution(part: Both, whole: Both, dispersion: Dispersion): number {
  let [narrow, wide] = [0, MOST_DEVIATIONS];
  for (let step = 0; step < STEPS; step++) {
    const middle = (narrow + wide) / 2;
    if (isClear(intervalOf(part, whole, dispersion, middle))) narrow = middle;
    else wide = middle;
  }
  return chanceBeyond(wide);
}
