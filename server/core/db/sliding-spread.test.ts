import { expect, test } from 'vitest';
import { SlidingSpread } from '#server/core/db/sliding-spread.ts';

test('percentiles in milliseconds, right to 2 %', () => {
  const spread = new SlidingSpread();
  for (let n = 1; n <= 1_000; n += 1) spread.note(n / 10, 5_000);
  const { count, p50, p95, p99, max } = spread.read(6_000);
  expect(count).toBe(1_000);
  expect(Math.abs(p50 / 50 - 1)).toBeLessThan(0.02);
  expect(Math.abs(p95 / 95 - 1)).toBeLessThan(0.02);
  expect(Math.abs(p99 / 99 - 1)).toBeLessThan(0.02);
  expect(Math.abs(max / 100 - 1)).toBeLessThan(0.02);
});

test('what is older than a minute is forgotten, slice by slice', () => {
  const spread = new SlidingSpread();
  spread.note(1_000, 0);
  spread.note(10, 15_000);
  expect(spread.read(59_000).count).toBe(2);
  expect(spread.read(60_000)).toMatchObject({ count: 1 });
  expect(spread.read(60_000).max).toBeLessThan(20);
  expect(spread.read(75_000).count).toBe(0);
  spread.note(5, 123_000);
  expect(spread.read(123_000).count).toBe(1);
});

test('nothing is all 0; what is shorter than a microsecond and longer than an hour counts all the same', () => {
  const spread = new SlidingSpread();
  expect(spread.read(0)).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, max: 0 });
  spread.note(0, 0);
  spread.note(7_200_000, 0);
  expect(spread.read(0).count).toBe(2);
});
