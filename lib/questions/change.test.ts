import { describe, expect, it } from 'vitest';
import { askedChange, isRising } from './change.ts';

const even = Array.from({ length: 30 }, () => 5);
const bursts = Array.from({ length: 30 }, (_, day) => (day % 10 === 0 ? 50 : 0));

describe('the change of a question', () => {
  it('is the ratio less one, between its ends', () => {
    const change = askedChange(158, 121, even);
    expect(change?.value).toBeCloseTo(0.306, 3);
    expect(change?.low).toBeGreaterThan(0);
    expect(change?.high).toBeLessThan(0.7);
    expect(isRising(change)).toBe(true);
  });

  it('could be chance where the same count came in bursts', () => {
    const change = askedChange(158, 121, bursts);
    expect(change?.low).toBeLessThan(0);
    expect(isRising(change)).toBe(false);
  });

  it('is no rise when it is clear and small, or falls', () => {
    expect(isRising(askedChange(110_000, 100_000, [55_000, 55_000]))).toBe(false);
    expect(isRising(askedChange(100, 1_000, even))).toBe(false);
  });

  it('is not known with nothing in one of the periods', () => {
    expect([askedChange(5, 0, even), askedChange(0, 5, even)]).toEqual([null, null]);
    expect(isRising(null)).toBe(false);
  });
});
