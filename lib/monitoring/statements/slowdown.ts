import { type Figures, meanOf } from './figures.ts';

/** A usual below that, in milliseconds, is mostly the clock's noise. */
export const SMALLEST_MS = 0.05;
const FEWEST_CALLS = 3;
const FEWEST_STATEMENTS = 5;

/**
 * How much slower than usual statements are on the whole: the median of their factors, never below 1. A machine without a
 * processor to spare makes all of them slow, and then none is to blame. 1 where too few have a usual time.
 */
export function slowdownOf(statements: readonly { figures: Figures; usualMs: number | null }[]): number {
  const factors = statements
    .flatMap(({ figures, usualMs }) => {
      const mean = meanOf(figures);
      return usualMs === null || mean === null || figures.calls < FEWEST_CALLS
        ? []
        : [mean / Math.max(usualMs, SMALLEST_MS)];
    })
    .sort((one, other) => one - other);
  if (factors.length < FEWEST_STATEMENTS) return 1;
  return Math.max(1, factors[Math.floor((factors.length - 1) / 2)] ?? 1);
}
