import { expect, test } from 'vitest';
import { keepIds } from './keep-ids.ts';

const before = new Map([
  [0, 'a'],
  [1, 'a'],
  [2, 'a'],
  [3, 'b'],
  [4, 'b'],
]);

test('a group keeps its id through newcomers and a text lost', () => {
  expect(keepIds([[0, 1, 10, 11, 12, 13], [2], [3, 4]], before)).toEqual(['a', null, 'b']);
});

test('a group that fell into small pieces has no heir, unless it is pinned', () => {
  const groups = [[0], [1], [2, 3, 4]];
  expect(keepIds(groups, before)).toEqual([null, null, 'b']);
  expect(keepIds(groups, before, new Set(['a']))).toEqual(['a', null, 'b']);
});

test('one id is never given twice', () => {
  const halves = new Map([0, 1, 2, 3].map((text) => [text, 'a']));
  expect(
    keepIds(
      [
        [0, 1],
        [2, 3],
      ],
      halves,
    ),
  ).toEqual(['a', null]);
});
