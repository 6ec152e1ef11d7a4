import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spreadLabels } from './spread.ts';

it('leaves labels where they are when they have room', () => {
  expect(spreadLabels([180, 90, 40], 13, [12, 212])).toEqual([180, 90, 40]);
});

it('moves close ones apart, in their order', () => {
  expect(spreadLabels([50, 48, 100], 13, [12, 212])).toEqual([61, 48, 100]);
});

it('stays inside at both ends', () => {
  expect(spreadLabels([212, 211, 2], 13, [12, 212])).toEqual([212, 199, 12]);
});

it('never lets two touch while there is room', () => {
  const places = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 6 });
  fc.assert(
    fc.property(places, (given) => {
      const moved = spreadLabels(given, 13, [0, 200]).toSorted((a, b) => a - b);
      for (let index = 1; index < moved.length; index++) {
        expect((moved[index] ?? 0) - (moved[index - 1] ?? 0)).toBeGreaterThan(13 - 1e-6);
      }
      expect(moved.every((place) => place >= -1e-6 && place <= 200 + 1e-6)).toBe(true);
    }),
  );
});
