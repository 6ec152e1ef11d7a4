import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundsOfBin,
  countTimes,
  type Histogram,
  LAST_BIN,
  mergeHistograms,
  quantileOf,
  readHistogram,
  timeAtRank,
  timeBin,
  timeOfBin,
} from '#lib/measures/histogram.ts';
import { type Chance, chanceOf } from '#test/random.ts';

const histogramOf = (times: readonly number[]): Histogram =>
  mergeHistograms(times.map((time): Histogram => [[timeBin(time), 1]]));

/** `percentile_cont` of Postgres, over the times themselves. */
function percentile(times: readonly number[], fraction: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  return below + ((sorted[Math.ceil(place)] ?? 0) - below) * (place - Math.floor(place));
}

describe('a bin', () => {
  it('holds the times of the formula that the database has', () => {
    expect([0, 1, 2, 3, 50, 1_000, 30_000, 2_147_483_647].map(timeBin)).toEqual([
      0,
      0,
      36,
      56,
      198,
      349,
      521,
      LAST_BIN,
    ]);
    expect(boundsOfBin(0)).toEqual({ shortest: 0, longest: 1 });
    expect(boundsOfBin(1)).toBeNull();
    expect(boundsOfBin(36)).toEqual({ shortest: 2, longest: 2 });
  });

  it('is known by its ends, which are the bin’s own, with none left between', () => {
    let next = 0;
    for (let bin = 0; bin <= LAST_BIN; bin++) {
      const bounds = boundsOfBin(bin);
      if (bounds === null) continue;
      expect(bounds.shortest).toBe(next);
      expect([timeBin(bounds.shortest), timeBin(bounds.longest)]).toEqual([bin, bin]);
      next = bounds.longest + 1;
    }
  });

  it('stands for its times within 1 %, and exactly where it holds one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300_000_000 }), (time) => {
        expect(Math.abs(timeOfBin(timeBin(time)) / time - 1)).toBeLessThan(0.01);
      }),
      { numRuns: 2_000 },
    );
    for (let time = 1; time <= 50; time++) expect(timeOfBin(timeBin(time))).toBe(time);
  });
});

describe('a quantile', () => {
  const whole = (draw: (chance: Chance) => number) => (chance: Chance) => Math.max(1, Math.round(draw(chance)));
  const shapes = {
    'log-normal': whole(({ normal }) => 1_200 * Math.exp(0.7 * normal())),
    'two humps': whole(({ next, normal }) => (next() < 0.6 ? 40 + 8 * normal() : 9_000 + 1_500 * normal())),
    even: whole(({ next }) => 5_000 * next()),
    'heavy tail': whole(({ next }) => 100 * (1 - next()) ** (-1 / 1.1)),
    'a time limit that half of them meet': whole(({ next, normal }) =>
      next() < 0.5 ? 30_000 : 2_000 * Math.exp(0.4 * normal()),
    ),
    'very quick': whole(({ next }) => 30 * next()),
  };

  for (const [name, draw] of Object.entries(shapes))
    it(`is within 1 % of percentile_cont: ${name}`, () => {
      let worst = 0;
      for (const [seed, size] of [1_000, 1_001, 5_000, 40_000].entries()) {
        const chance = chanceOf(seed + 1);
        const times = Array.from({ length: size }, () => draw(chance));
        const histogram = histogramOf(times);
        for (const fraction of [0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]) {
          const exact = percentile(times, fraction);
          worst = Math.max(worst, Math.abs((quantileOf(histogram, fraction) ?? 0) / exact - 1));
        }
      }
      expect(worst).toBeLessThan(0.01);
    });

  it('is within 1 % of percentile_cont for any times at all', () => {
    const times = fc.array(fc.integer({ min: 1, max: 4_000_000 }), { minLength: 1 });
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (some, fraction) => {
        const read = quantileOf(histogramOf(some), fraction) ?? 0;
        expect(Math.abs(read / percentile(some, fraction) - 1)).toBeLessThan(0.01);
      }),
    );
  });

  it('is nothing where there are no times', () => {
    expect(quantileOf([], 0.5)).toBeNull();
    expect(timeAtRank([[0, 3]], 4)).toBeNull();
    expect(timeAtRank([[0, 3]], 0)).toBeNull();
  });
});

/** As Postgres sends a numeric: words of digits, weight of the first, sign and scale, then digits of base 10,000 without zeros at the ends. */
function packed(number: bigint): string {
  const digits: bigint[] = [];
  for (let rest = number; rest > 0n; rest /= 10_000n) digits.unshift(rest % 10_000n);
  const weight = Math.max(0, digits.length - 1);
  while (digits.at(-1) === 0n) digits.pop();
  return [digits.length, weight, 0, 0, ...digits].map((word) => word.toString(16).padStart(4, '0')).join('');
}

const numberOf = (histogram: Histogram) =>
  histogram.reduce((sum, [bin, count]) => sum + BigInt(count) * 10n ** BigInt(8 * bin), 0n);

describe('the number that a histogram is kept as', () => {
  const bins = fc.uniqueArray(fc.tuple(fc.nat(LAST_BIN), fc.integer({ min: 1, max: 49_999_999 })), {
    selector: ([bin]) => bin,
  });

  it('has eight digits for each bin, the rightmost for bin 0', () => {
    expect(readHistogram(packed(0n))).toEqual([]);
    expect(readHistogram(packed(300_000_001n))).toEqual([
      [0, 1],
      [1, 3],
    ]);
    expect(readHistogram(packed(12_345_678n * 10n ** 7_992n))).toEqual([[LAST_BIN, 12_345_678]]);
    expect(readHistogram(packed(10n ** 12n))).toEqual([[1, 10_000]]);
  });

  it('is read as it was sent, and adding numbers adds histograms', () => {
    fc.assert(
      fc.property(bins, bins, (one, other) => {
        expect(readHistogram(packed(numberOf(one)))).toEqual(mergeHistograms([one]));
        const sum = readHistogram(packed(numberOf(one) + numberOf(other)));
        expect(sum).toEqual(mergeHistograms([one, other]));
        expect(countTimes(sum)).toBe(countTimes(one) + countTimes(other));
      }),
    );
  });

  it('is refused when it cannot be one', () => {
    const whole = packed(300_000_001n);
    const negative = `${whole.slice(0, 8)}4000${whole.slice(12)}`;
    const withFraction = `${whole.slice(0, 12)}0002${whole.slice(16)}`;
    const tooLong = packed(10n ** 8_000n);
    for (const text of [
      '',
      '0',
      whole.slice(4),
      `${whole}0001`,
      whole.replace('0001', 'zzzz'),
      negative,
      withFraction,
      tooLong,
    ])
      expect(() => readHistogram(text)).toThrow(RangeError);
  });
});
