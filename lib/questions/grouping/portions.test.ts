import { expect, test } from 'vitest';
import { portionsOf } from './portions.ts';

const most = { texts: 3, turns: 100 };
const cut = (turns: readonly number[]) =>
  [
    ...portionsOf(
      turns.map((asked) => ({ asked })),
      most,
    ),
  ].map((portion) => portion.map(({ asked }) => asked));

test('a portion has so many texts at most', () => {
  expect(cut([0, 1, 2, 3, 4, 5, 6])).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect(cut([])).toEqual([]);
});

test('and so many turns, unless a single text has more', () => {
  expect(cut([60, 40, 1, 100, 0, 99])).toEqual([[60, 40], [1], [100, 0], [99]]);
  expect(cut([5, 2_000_000, 5, 3])).toEqual([[5], [2_000_000], [5, 3]]);
});
