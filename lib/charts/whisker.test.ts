import { describe, expect, it } from 'vitest';
import { changeWords, isClear, reachOf, whiskerPlaces } from './whisker.ts';

describe('a change with its interval', () => {
  it('is clear only when zero lies outside', () => {
    expect(isClear({ low: 2, high: 12 })).toBe(true);
    expect(isClear({ low: -6.6, high: -1.4 })).toBe(true);
    expect(isClear({ low: -0.5, high: 2 })).toBe(false);
    expect(isClear({ low: 0, high: 2 })).toBe(false);
  });

  it('stands on an axis with zero in its middle', () => {
    expect(whiskerPlaces({ change: 5, low: -5, high: 10 }, 10)).toEqual({ zero: 0.5, at: 0.75, from: 0.25, to: 1 });
  });

  it('stops at the edge of the axis', () => {
    expect(whiskerPlaces({ change: 50, low: -40, high: 90 }, 10)).toEqual({ zero: 0.5, at: 1, from: 0, to: 1 });
  });

  it('is said whole', () => {
    expect(changeWords({ change: 7.1, low: 2, high: 12.2 }, 'points', 1, true)).toBe(
      '+7.1 points, 95 % interval +2.0 to +12.2: a clear change',
    );
    expect(changeWords({ change: -0.3, low: -1, high: 0.4 }, '%', 1, false)).toMatch(/could be chance$/);
  });
});

it('rows to be compared share the widest reach', () => {
  const changes = [
    { change: 7.1, low: 2, high: 12.2 },
    { change: -4, low: -14, high: -1 },
  ];
  expect(reachOf(changes, 5)).toBe(14);
  expect(reachOf([], 5)).toBe(5);
});
