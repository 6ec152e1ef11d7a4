import { describe, expect, it } from 'vitest';
import { indexAt, linearScale, logScale, middleOf, percent } from './scale.ts';

describe('a linear scale', () => {
  it('maps the ends of the domain on the ends of the range, also upside down', () => {
    const y = linearScale([60, 90], [192, 24]);
    expect([y(60), y(75), y(90)]).toEqual([192, 108, 24]);
  });

  it('puts a domain without length into the middle', () => {
    expect(linearScale([5, 5], [0, 10])(5)).toBe(5);
  });
});

describe('a log scale', () => {
  it('gives equal ratios equal lengths', () => {
    const y = logScale([10, 1_000], [0, 100]);
    expect(y(100)).toBeCloseTo(50);
    expect(y(1_000) - y(500)).toBeCloseTo(y(20) - y(10));
  });

  it('keeps what has no logarithm at the low end', () => {
    const y = logScale([10, 1_000], [0, 100]);
    expect([y(0), y(-3)]).toEqual([0, 0]);
  });
});

describe('places in shares of the width', () => {
  it('finds the bucket under each middle, and none outside', () => {
    for (let index = 0; index < 30; index++) expect(indexAt(middleOf(index, 30), 30)).toBe(index);
    expect([indexAt(-0.1, 30), indexAt(1, 30), indexAt(1.4, 30)]).toEqual([0, 29, 29]);
  });

  it('writes them short', () => {
    expect(percent(1 / 3)).toBe('33.333%');
    expect(percent(0.5)).toBe('50%');
  });
});
