import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bucket } from './series.ts';
import { countTicks, countTickText, labelledBuckets, logTicks, percentDomain, percentTicks } from './ticks.ts';

describe('ticks of counts', () => {
  it('are round and whole, from zero', () => {
    expect(countTicks(470, 3)).toEqual([0, 200, 400]);
    expect(countTicks(12, 3)).toEqual([0, 5, 10]);
    expect(countTicks(2, 3)).toEqual([0, 1, 2]);
  });

  it('are 0 and 1 where nothing was counted', () => {
    expect(countTicks(0, 3)).toEqual([0, 1]);
  });

  it('stay within what there is, and few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 3, max: 6 }), (most, wanted) => {
        const ticks = countTicks(most, wanted);
        expect(ticks.length).toBeLessThanOrEqual(wanted + 1);
        expect(ticks.every((tick) => Number.isInteger(tick) && tick <= most)).toBe(true);
        expect(ticks.length).toBeGreaterThan(1);
      }),
    );
  });
});

describe('an axis of percent', () => {
  it('shows what is there', () => {
    expect(percentDomain(59.4, 88.2)).toEqual([59.4, 88.2]);
    expect(percentTicks([59.4, 88.2], 4)).toEqual([60, 70, 80]);
  });

  it('does not blow up what hardly moves', () => {
    expect(percentDomain(72, 72)).toEqual([67, 77]);
    expect(percentDomain(99.9, 100)).toEqual([90, 100]);
    expect(percentDomain(0, 0)).toEqual([0, 10]);
  });

  it('holds every value, leaves 0 to 100 to nobody and has a tick', () => {
    const share = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const domain = percentDomain(low, high);
        expect(domain[0]).toBeLessThanOrEqual(low);
        expect(domain[1]).toBeGreaterThanOrEqual(high);
        expect(domain[0]).toBeGreaterThanOrEqual(0);
        expect(domain[1]).toBeLessThanOrEqual(100);
        expect(domain[1] - domain[0]).toBeGreaterThan(9.99);
        expect(percentTicks(domain, 4).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('ticks of a log axis', () => {
  it('stand at 1, 2 and 5 around the values', () => {
    expect(logTicks(1_240, 7_800, 7)).toEqual([1_000, 2_000, 5_000, 10_000]);
  });

  it('are fewer a decade where there are many decades', () => {
    expect(logTicks(12, 90_000, 7)).toEqual([10, 100, 1_000, 10_000, 100_000]);
  });

  it('are not misled by a logarithm that was rounded up', () => {
    expect(logTicks(9_999_999.99999999, 9_999_999.99999999, 7)).toEqual([5e6, 1e7]);
  });

  it('enclose any values, at least two of them', () => {
    const duration = fc.double({ min: 1, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(duration, duration, (a, b) => {
        const ticks = logTicks(Math.min(a, b), Math.max(a, b), 7);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks[0]).toBeLessThanOrEqual(Math.min(a, b));
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(a, b));
      }),
    );
  });
});

describe('labels under the buckets', () => {
  const buckets = (count: number, more: (index: number) => Partial<Bucket> = () => ({})): Bucket[] =>
    Array.from({ length: count }, (_, index) => ({
      label: String(index),
      title: String(index),
      href: null,
      unfinished: false,
      ...more(index),
    }));

  it('are all there when they fit', () => {
    expect(labelledBuckets(buckets(5), 7)).toEqual([0, 1, 2, 3, 4]);
  });

  it('prefer the majors', () => {
    const weeks = buckets(30, (index) => ({ major: index % 7 === 6 }));
    expect(labelledBuckets(weeks, 7)).toEqual([6, 13, 20, 27]);
    expect(labelledBuckets(weeks, 2)).toEqual([6, 20]);
  });

  it('name the unfinished last one in place of a neighbour', () => {
    const days = buckets(30, (index) => ({ major: index % 7 === 6, unfinished: index === 29 }));
    expect(labelledBuckets(days, 7)).toEqual([6, 13, 20, 29]);
  });

  it('are never more than asked for, but for the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 14 }), (count, most) => {
        expect(labelledBuckets(buckets(count), most).length).toBeLessThanOrEqual(most);
        const open = buckets(count, (index) => ({ unfinished: index === count - 1 }));
        expect(labelledBuckets(open, most).length).toBeLessThanOrEqual(most + 1);
      }),
    );
  });
});

it('writes great counts short, so that they stand beside the axis of a phone', () => {
  const counts = [0, 200, 50_000, 100_000, 250_000, 1_000_000, 1_500_000];
  expect(counts.map(countTickText)).toEqual(['0', '200', '50,000', '100K', '250K', '1M', '1.5M']);
});
