import { type Grain, grains } from './pieces.ts';

/** What of the rows that there is room for each length keeps in any case. */
const sureShare: Record<Grain, number> = { 1: 0.3, 10: 0.2, 60: 0.4, 1440: 0.1 };

/**
 * How many rows of each length, the newest, may stay so that all are `most` at most: of minutes the oldest go first, then of ten
 * minutes, hours and days, of each until it has its share alone.
 */
export function rowsWithin(rows: ReadonlyMap<Grain, number>, most: number): Map<Grain, number> {
  let over = Math.max(0, [...rows.values()].reduce((sum, count) => sum + count, 0) - most);
  const kept = new Map<Grain, number>();
  for (const { minutes } of grains.toReversed()) {
    const there = rows.get(minutes) ?? 0;
    const goes = Math.min(over, Math.max(0, there - Math.floor(most * sureShare[minutes])));
    over -= goes;
    kept.set(minutes, there - goes);
  }
  return kept;
}
