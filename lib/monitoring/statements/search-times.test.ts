import { expect, test } from 'vitest';
import { searchTimesOf } from './search-times.ts';

test('percentiles are the ends of their buckets, never past the slowest', () => {
  const histogram = Array.from({ length: 127 }, (_, place) => ({ 0: 50, 25: 45, 126: 5 })[place] ?? 0);
  const times = searchTimesOf({ kind: 'phone', searches: 100, milliseconds: 400, slowest: 20_000, histogram });
  expect(times).toMatchObject({ kind: 'phone', mean: 4, p50: 0.1, slowest: 20_000 });
  expect(times.p95).toBeCloseTo(1.083, 2);
  const quick = searchTimesOf({ kind: 'role', searches: 1, milliseconds: 1, slowest: 1, histogram });
  expect(quick.p95).toBeLessThanOrEqual(1);
});
