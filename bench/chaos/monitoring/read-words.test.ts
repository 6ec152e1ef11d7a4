import { expect, test } from 'vitest';
import { edgesIn, inOrder, millisecondsIn } from './read-words.ts';

test('who waits for whom is read from the lines that say so, and from no other', () => {
  const lines = [
    '14 waits for 11, 12 and 13: AccessExclusiveLock on ledger, for 4 s.',
    '12 waits for 11: ShareLock on a transaction of 99, for 4 s.',
    'At 10:00 it was 17.',
  ];
  expect(edgesIn(lines)).toEqual([
    [12, 11],
    [14, 11],
    [14, 12],
    [14, 13],
  ]);
  expect(
    inOrder([
      [14, 12],
      [12, 11],
      [14, 11],
    ]),
  ).toEqual([
    [12, 11],
    [14, 11],
    [14, 12],
  ]);
});

test('a line that leaves blockers out is no true one', () => {
  expect(edgesIn(['9 waits for 1, 2, 3, 4, 5 and 3 more: ShareLock on it.'])).toHaveLength(6);
});

test('lengths of time are read as the pool has them', () => {
  expect(['0.4 ms', '2,900 ms', '2.9 s', '41 s', '4 min 2 s'].map(millisecondsIn)).toEqual([
    0.4, 2_900, 2_900, 41_000, 242_000,
  ]);
  expect(millisecondsIn('')).toBeNaN();
});
