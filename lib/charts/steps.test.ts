import { describe, expect, it } from 'vitest';
import { stepFrom } from './steps.ts';

describe('walking the buckets by key', () => {
  const row = [true, true, false, true, false];

  it('goes left and right, over what leads nowhere', () => {
    expect(stepFrom('ArrowRight', 0, row, 5)).toBe(1);
    expect(stepFrom('ArrowRight', 1, row, 5)).toBe(3);
    expect(stepFrom('ArrowLeft', 3, row, 5)).toBe(1);
  });

  it('stops at the ends', () => {
    expect(stepFrom('ArrowLeft', 0, row, 5)).toBeNull();
    expect(stepFrom('ArrowRight', 3, row, 5)).toBeNull();
    expect(stepFrom('ArrowUp', 3, row, 5)).toBeNull();
  });

  it('jumps to the first and the last that lead somewhere', () => {
    expect(stepFrom('Home', 3, row, 5)).toBe(0);
    expect(stepFrom('End', 0, row, 5)).toBe(3);
    expect(stepFrom('End', 0, [false, false], 2)).toBeNull();
  });

  it('goes up and down a grid within its column', () => {
    const grid = [true, true, true, false, true, true];
    expect(stepFrom('ArrowDown', 1, grid, 2)).toBe(5);
    expect(stepFrom('ArrowUp', 4, grid, 2)).toBe(2);
  });

  it('leaves other keys alone', () => {
    expect(stepFrom('Enter', 1, row, 5)).toBeNull();
    expect(stepFrom('toString', 1, row, 5)).toBeNull();
  });
});
