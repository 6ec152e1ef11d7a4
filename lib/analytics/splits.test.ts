import { expect, it } from 'vitest';
import { type Measured, nothingMeasured } from './measured.ts';
import { largestOf, MOST_SPLITS, splitsOf } from './splits.ts';

const turns = (count: number): Measured => ({ ...nothingMeasured, turns: count, answered: count, times: [[3, count]] });

it('adds up the parts of each name in each window, the most turns first', () => {
  const splits = splitsOf([
    { name: 'fees', window: 0, measured: turns(2) },
    { name: 'cards', window: 0, measured: turns(4) },
    { name: 'fees', window: 0, measured: turns(3) },
    { name: 'fees', window: 1, measured: turns(1) },
    { name: 'gone', window: 2, measured: turns(7) },
  ]);
  expect(splits.map(({ name, whole, current, before }) => [name, whole.turns, current.turns, before.turns])).toEqual([
    ['fees', 5, 1, 0],
    ['cards', 4, 0, 0],
    ['gone', 0, 0, 7],
  ]);
  expect(splits[0]?.whole.times).toEqual([[3, 5]]);
});

it('names the largest and adds up the rest as one, to the last turn', () => {
  const parts = Array.from({ length: 10_000 }, (_, n) =>
    [0, 1, 2].map((window) => ({ name: `base ${n}`, window, measured: turns(n + window) })),
  );
  const splits = splitsOf(parts.flat());
  const { largest, others } = largestOf(splits);
  expect(largest.map(({ name }) => name)).toEqual(Array.from({ length: MOST_SPLITS }, (_, n) => `base ${9_999 - n}`));
  expect(others?.name).toBe('9,950 others');
  const sum = (9_949 * 9_950) / 2;
  expect([others?.whole.turns, others?.current.turns, others?.before.answered]).toEqual([
    sum,
    sum + 9_950,
    sum + 2 * 9_950,
  ]);
  expect(others?.whole.times).toEqual([[3, sum]]);
});

it('has no others where all are named', () => {
  const splits = splitsOf([{ name: '', window: 0, measured: turns(1) }]);
  expect(largestOf(splits)).toEqual({ largest: splits, others: null });
});
