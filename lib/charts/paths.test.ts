import { describe, expect, it } from 'vitest';
import { areaPath, bandPath, linePath, lonePlaces } from './paths.ts';

const places = (...heights: (number | null)[]) => heights.map((y, x) => ({ x, y }));

describe('a line', () => {
  it('runs through what is known', () => {
    expect(linePath(places(3, 1, 2))).toBe('M0 3L1 1L2 2');
  });

  it('breaks at a gap and never bridges it', () => {
    expect(linePath(places(3, 1, null, 2, 5))).toBe('M0 3L1 1M3 2L4 5');
  });

  it('leaves what stands alone to a dot', () => {
    expect(linePath(places(3, null, 2, null, 5, 6))).toBe('M4 5L5 6');
    expect(lonePlaces(places(3, null, 2, null, 5, 6))).toEqual([
      { x: 0, y: 3 },
      { x: 2, y: 2 },
    ]);
  });

  it('is nothing without values', () => {
    expect(linePath(places(null, null))).toBe('');
    expect(linePath([])).toBe('');
  });

  it('takes zero for a value', () => {
    expect(linePath(places(0, 0))).toBe('M0 0L1 0');
  });
});

describe('a band', () => {
  it('goes there along its high end and back along the low one', () => {
    const band = [
      { x: 0, low: 9, high: 1 },
      { x: 1, low: 8, high: 2 },
    ];
    expect(bandPath(band, 1)).toBe('M0 1L1 2L1 8L0 9Z');
  });

  it('breaks where either end is missing, and gives one alone its width', () => {
    const band = [
      { x: 0, low: 9, high: 1 },
      { x: 1, low: null, high: 2 },
      { x: 2, low: 8, high: null },
    ];
    expect(bandPath(band, 1)).toBe('M-0.5 1L0.5 1L0.5 9L-0.5 9Z');
  });
});

it('the ground under a line breaks with it', () => {
  expect(areaPath(places(3, 1, null, 2, 5), 10)).toBe('M0 3L1 1L1 10L0 10ZM3 2L4 5L4 10L3 10Z');
});
