import { describe, expect, it } from 'vitest';
import { HEAT_STEPS, heatStep, mostOf } from './heat.ts';

describe('the step of a count', () => {
  it('is none for nothing and the last for the most', () => {
    expect(heatStep(0, 203)).toBe(0);
    expect(heatStep(203, 203)).toBe(HEAT_STEPS);
  });

  it('shows one turn beside ten thousand', () => {
    expect(heatStep(1, 10_000)).toBe(1);
  });

  it('cuts the span into six equal shares', () => {
    expect([10, 20, 30, 40, 50, 60].map((count) => heatStep(count, 60))).toEqual([1, 2, 3, 4, 5, 6]);
    expect([11, 21, 31, 41, 51].map((count) => heatStep(count, 60))).toEqual([2, 3, 4, 5, 6]);
  });

  it('is none where nothing was counted anywhere', () => {
    expect(heatStep(0, 0)).toBe(0);
  });
});

it('the most of no rows is 0', () => {
  expect(mostOf([])).toBe(0);
});
