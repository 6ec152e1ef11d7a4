import { type Interval, isClear } from '#lib/measures/intervals.ts';
import { Z95 } from '#lib/measures/normal.ts';

/** From this growth on, a clear rise is marked. */
const RISES_BY = 0.2;

/**
 * How much more often a question was asked than in the period before: the ratio less 1, with its 95 % interval. Questions
 * come in bursts, so the variance is Poisson's times the dispersion of the trend (Pearson's X² over its degrees of freedom,
 * never under 1; McCullagh and Nelder, Generalized Linear Models, 6.2.3), on the logarithm of the ratio. Null where one
 * of the periods has none.
 * @param trend counts of equal parts of the period
 */
export function askedChange(asked: number, before: number, trend: readonly number[]): Interval | null {
  if (before <= 0 || asked <= 0) return null;
  const ratio = asked / before;
  const factor = Math.exp(Z95 * Math.sqrt(dispersion(trend) * (1 / asked + 1 / before)));
  return { value: ratio - 1, low: ratio / factor - 1, high: ratio * factor - 1 };
}

/** Whether a change is worth a mark: clear, and by a fifth at least. */
export function isRising(change: Interval | null): boolean {
  return change !== null && change.value >= RISES_BY && isClear(change);
}

function dispersion(trend: readonly number[]): number {
  const mean = trend.reduce((sum, count) => sum + count, 0) / trend.length;
  if (trend.length < 2 || mean === 0) return 1;
  const squares = trend.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  return Math.max(1, squares / (trend.length - 1));
}
