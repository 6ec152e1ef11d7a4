import { expect, test } from 'vitest';
import { leadOf, placeBeside, shownRows } from './folding.ts';

const rows = [
  { id: 'a', under: null },
  { id: 'a1', under: 'a' },
  { id: 'a2', under: 'a' },
  { id: 'b', under: null },
  { id: 'b1', under: 'b' },
  { id: 'c', under: null },
];
const shown = (unfolded: string[], selected: string | null) =>
  shownRows(rows, new Set(unfolded), selected)
    .map(({ id }) => id)
    .join(' ');

test('each place is one row, until it is unfolded or one below is selected', () => {
  expect(shown([], null)).toBe('a b c');
  expect(shown([], 'a')).toBe('a b c');
  expect(shown(['b'], 'a')).toBe('a b b1 c');
  expect(shown([], 'a2')).toBe('a a1 a2 b c');
  expect(shown(['a', 'b', 'gone'], null)).toBe('a a1 a2 b b1 c');
});

test('the one that leads a place is found from each of it', () => {
  expect(rows.map(leadOf).join(' ')).toBe('a a a b b c');
});

test('a step leads to the gap beside, also where the selected one has left the list', () => {
  expect([placeBeside(1, 1, 1, 3), placeBeside(1, 1, -1, 3)]).toEqual([2, 0]);
  expect([placeBeside(2, 2, 1, 3), placeBeside(0, 0, -1, 3)]).toEqual([2, 0]);
  expect([placeBeside(-1, 1, 1, 3), placeBeside(-1, 1, -1, 3)]).toEqual([1, 0]);
  expect([placeBeside(-1, 3, 1, 3), placeBeside(-1, 3, -1, 3), placeBeside(-1, 0, -1, 3)]).toEqual([2, 2, 0]);
});
