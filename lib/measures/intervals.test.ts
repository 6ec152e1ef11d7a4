import { describe, expect, it } from 'vitest';
import { type Histogram, mergeHistograms, timeBin } from '#lib/measures/histogram.ts';
import {
  type Interval,
  isClear,
  proportionChange,
  proportionInterval,
  quantileChange,
  quantileInterval,
  totalChange,
} from '#lib/measures/intervals.ts';
import { chanceBeyond, studentT95 } from '#lib/measures/normal.ts';
import { type Chance, chanceOf } from '#test/random.ts';

const share = (successes: number, trials: number) => ({ successes, trials });
const ends = (interval: Interval | null | undefined) => [interval?.low.toFixed(4), interval?.high.toFixed(4)];

/** The part of `runs` seeded intervals that hold the truth. */
function coverage(runs: number, truth: number, draw: (chance: Chance) => Interval | null | undefined): number {
  let held = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const interval = draw(chanceOf(seed * 7_919));
    if (interval && interval.low <= truth && truth <= interval.high) held += 1;
  }
  return held / runs;
}

describe('tables', () => {
  it('of Student’s t are met', () => {
    const published = { 1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 10: 2.228, 30: 2.042, 120: 1.98 };
    for (const [freedom, value] of Object.entries(published))
      expect(studentT95(Number(freedom)), freedom).toBeCloseTo(value, 3);
  });

  it('of the normal distribution are met', () => {
    expect(chanceBeyond(1)).toBeCloseTo(0.3173105, 6);
    expect(chanceBeyond(-2.5758293)).toBeCloseTo(0.01, 8);
  });
});

describe('a proportion', () => {
  it('has the interval of Newcombe 1998, table I', () => {
    expect(ends(proportionInterval(share(81, 263)))).toEqual(['0.2553', '0.3662']);
    expect(ends(proportionInterval(share(15, 148)))).toEqual(['0.0624', '0.1605']);
    expect(ends(proportionInterval(share(0, 20)))).toEqual(['0.0000', '0.1611']);
    expect(ends(proportionInterval(share(1, 29)))).toEqual(['0.0061', '0.1718']);
    expect(proportionInterval(share(0, 0))).toBeNull();
  });

  it('is held by 95 of 100 intervals', () => {
    for (const [trials, rate] of [
      [40, 0.9],
      [300, 0.83],
      [2_000, 0.97],
    ] as const)
      expect(coverage(2_000, rate, (c) => proportionInterval(share(c.binomial(trials, rate), trials)))).toBeGreaterThan(
        0.935,
      );
  });
});

describe('a change of a proportion', () => {
  it('has the interval of Newcombe 1998, table II, method 10', () => {
    const change = (a: number, m: number, b: number, n: number) => ends(proportionChange(share(a, m), share(b, n)));
    expect(change(56, 70, 48, 80)).toEqual(['0.0524', '0.3339']);
    expect(change(9, 10, 3, 10)).toEqual(['0.1705', '0.8090']);
    expect(change(6, 7, 2, 7)).toEqual(['0.0582', '0.8062']);
    expect(change(5, 56, 0, 29)).toEqual(['-0.0381', '0.1926']);
    expect(change(0, 10, 0, 20)).toEqual(['-0.1611', '0.2775']);
    expect(change(10, 10, 0, 10)).toEqual(['0.6075', '1.0000']);
    expect(proportionChange(share(1, 2), share(0, 0))).toBeNull();
  });

  it('is held by 95 of 100 intervals', () => {
    const held = coverage(2_000, 0.05, (c) =>
      proportionChange(share(c.binomial(400, 0.88), 400), share(c.binomial(300, 0.83), 300)),
    );
    expect(held).toBeGreaterThan(0.935);
    expect(held).toBeLessThan(0.97);
  });
});

describe('a change of a total', () => {
  const week = [1.3, 1.2, 1.2, 1.1, 1, 0.6, 0.6];
  const days = (chance: Chance, count: number, mean: number, spread: number, shape: readonly number[] = [1]) =>
    Array.from({ length: count }, (_, day) => chance.spreadCount(mean * (shape[day % shape.length] ?? 1), spread));

  it('is held by 95 of 100 intervals when days vary far more than chance', () => {
    const weekTotal = week.reduce((sum, part) => sum + part, 0);
    const cases = {
      'a month each': [30 * 20, (c: Chance) => totalChange(days(c, 30, 220, 12), days(c, 30, 200, 12))],
      'a week each': [7 * 20, (c: Chance) => totalChange(days(c, 7, 220, 8), days(c, 7, 200, 8))],
      'weeks of unlike days': [
        4 * weekTotal * 20,
        (c: Chance) => totalChange(days(c, 28, 220, 6, week), days(c, 28, 200, 6, week), true),
      ],
    } as const;
    for (const [name, [truth, draw]] of Object.entries(cases)) {
      const held = coverage(1_000, truth, (chance) => draw(chance)?.difference);
      expect(held, name).toBeGreaterThan(0.93);
      expect(held, name).toBeLessThan(0.985);
    }
  });

  it('holds the ratio as well', () => {
    const ratio = (aligned: boolean) => (c: Chance) =>
      totalChange(days(c, 28, 220, 6, week), days(c, 28, 200, 6, week), aligned)?.ratio;
    expect(coverage(1_000, 1.1, ratio(true))).toBeGreaterThan(0.93);
    expect(coverage(1_000, 1.1, ratio(false))).toBeGreaterThan(0.93);
  });

  it('is narrower where like days are compared', () => {
    const chance = chanceOf(3);
    const now = days(chance, 28, 220, 6, week);
    const then = days(chance, 28, 200, 6, week);
    const reach = (aligned: boolean) => {
      const { low = 0, high = 0 } = totalChange(now, then, aligned)?.difference ?? {};
      return high - low;
    };
    expect(reach(true)).toBeLessThan(reach(false) * 0.75);
  });

  it('is never surer than counting allows, and needs two parts a side', () => {
    const same = totalChange([50, 50, 50], [50, 50, 50]);
    expect(same?.difference.high).toBeGreaterThan(30);
    expect(totalChange([0, 0], [0, 0])?.difference).toEqual({ value: 0, low: 0, high: 0 });
    expect(totalChange([5, 7], [0, 0])?.ratio).toBeNull();
    expect(totalChange([5], [4, 6])).toBeNull();
  });
});

describe('a quantile of response times', () => {
  const histogramOf = (times: readonly number[]): Histogram =>
    mergeHistograms(times.map((time): Histogram => [[timeBin(time), 1]]));
  const times = (chance: Chance, count: number, scale: number) =>
    histogramOf(Array.from({ length: count }, () => Math.round(scale * Math.exp(0.8 * chance.normal()))));

  it('lies between the ranks of published tables', () => {
    const numbered = histogramOf(Array.from({ length: 20 }, (_, at) => at + 1));
    // Conover, table A: with 20, the 6th and the 15th enclose the median.
    expect(quantileInterval(numbered, 0.5)).toEqual({ value: 10.5, low: 6, high: 15 });
  });

  it('has no interval before there are enough', () => {
    const first = (fraction: number) => {
      let count = 1;
      while (quantileInterval([[200, count]], fraction) === null) count += 1;
      return count;
    };
    expect([first(0.5), first(0.95), first(0.99)]).toEqual([6, 72, 368]);
  });

  it('is held by 95 of 100 intervals', () => {
    for (const [count, fraction, deviations] of [
      [200, 0.5, 0],
      [400, 0.95, 1.6448536],
      [6_000, 0.95, 1.6448536],
    ] as const) {
      const truth = 1_200 * Math.exp(0.8 * deviations);
      // One bin of room: its times stand for one another.
      const held = coverage(count > 5_000 ? 200 : 600, truth, (c) => {
        const interval = quantileInterval(times(c, count, 1_200), fraction);
        return interval && { ...interval, low: interval.low * 0.99, high: interval.high * 1.01 };
      });
      expect(held, `${count}`).toBeGreaterThan(0.93);
    }
  });

  it('has a change that 95 of 100 intervals hold', () => {
    const truth = (1_400 - 1_200) * Math.exp(0.8 * 1.6448536);
    const held = coverage(600, truth, (c) => quantileChange(times(c, 900, 1_400), times(c, 700, 1_200), 0.95));
    expect(held).toBeGreaterThan(0.93);
    expect(quantileChange(times(chanceOf(1), 900, 1_400), [], 0.5)).toBeNull();
  });
});

it('a change is clear when its interval leaves out zero', () => {
  expect(isClear({ value: 2, low: 0.1, high: 4 })).toBe(true);
  expect(isClear({ value: 2, low: -0.1, high: 4 })).toBe(false);
  expect(isClear({ value: -2, low: -4, high: -0.1 })).toBe(true);
});
