import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Grain } from './pieces.ts';
import { rowsWithin } from './room.ts';

const rowsOf = (minutes: number, tens: number, hours: number, days: number) =>
  new Map<Grain, number>([
    [1, minutes],
    [10, tens],
    [60, hours],
    [1_440, days],
  ]);

test('what there is room for stays', () => {
  expect(rowsWithin(rowsOf(500, 200, 200, 100), 1_000)).toEqual(rowsOf(500, 200, 200, 100));
});

test('minutes go first, then ten minutes, hours and days', () => {
  expect(rowsWithin(rowsOf(500, 300, 200, 100), 1_000)).toEqual(rowsOf(400, 300, 200, 100));
  expect(rowsWithin(rowsOf(500, 300, 400, 100), 1_000)).toEqual(rowsOf(300, 200, 400, 100));
  expect(rowsWithin(rowsOf(500, 100, 900, 100), 1_000)).toEqual(rowsOf(300, 100, 500, 100));
  expect(rowsWithin(rowsOf(0, 0, 0, 3_000), 1_000)).toEqual(rowsOf(0, 0, 0, 1_000));
});

test('however many there are, no more stay than there is room for', () => {
  const many = fc.integer({ min: 0, max: 5_000_000 });
  fc.assert(
    fc.property(many, many, many, many, many, (minutes, tens, hours, days, most) => {
      const there = rowsOf(minutes, tens, hours, days);
      const kept = rowsWithin(there, most);
      expect([...kept.values()].reduce((sum, count) => sum + count)).toBeLessThanOrEqual(most);
      for (const [grain, count] of kept) expect(count).toBeLessThanOrEqual(there.get(grain) ?? 0);
      for (const count of kept.values()) expect(count).toBeGreaterThanOrEqual(0);
    }),
  );
});
