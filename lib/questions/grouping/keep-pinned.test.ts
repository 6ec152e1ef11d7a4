import { expect, test } from 'vitest';
import { keepPinned } from './keep-pinned.ts';

const before = new Map([
  [0, 'a'],
  [1, 'a'],
  [2, 'b'],
  [3, 'b'],
  [4, 'b'],
  [5, 'c'],
]);

test('a pinned group that lies among more of others is taken out again', () => {
  expect(keepPinned([[0, 1, 2, 3, 4, 9], [5]], before, new Set(['a']))).toEqual([[2, 3, 4, 9], [5], [0, 1]]);
});

test('where it is most of what was known, others may have joined it', () => {
  const groups = [
    [2, 3, 4, 5, 8, 9, 10, 11],
    [0, 1],
  ];
  expect(keepPinned(groups, before, new Set(['b']))).toEqual(groups);
});

test('of two pinned groups that became one, each is again its own', () => {
  const half = new Map([...before].filter(([text]) => text < 4));
  expect(keepPinned([[0, 1, 2, 3]], half, new Set(['a', 'b']))).toEqual([
    [2, 3],
    [0, 1],
  ]);
});

test('its texts come together from wherever they are when no group is its heir', () => {
  expect(
    keepPinned(
      [
        [0, 2, 3],
        [1, 4, 5],
      ],
      before,
      new Set(['a']),
    ),
  ).toEqual([
    [2, 3],
    [4, 5],
    [0, 1],
  ]);
});

test('a pinned group without texts changes nothing', () => {
  expect(keepPinned([[0, 1]], before, new Set(['gone']))).toEqual([[0, 1]]);
});
