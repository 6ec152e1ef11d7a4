import { expect, test } from 'vitest';
import { meaningsOf } from '#lib/questions/grouping/rulings.ts';
import { spaceOf } from '#lib/questions/grouping/space.ts';
import { dividedBy, examplesOf, stayingOf } from './examples.ts';

const all = new Set([1, 2, 3, 4, 5, 6]);

test('a merge names one text of every meaning that was ruled on in the group, and none of another', () => {
  const meanings = meaningsOf([
    { kind: 'together', sets: [[5], [6]] },
    { kind: 'together', sets: [[8], [9]] },
    { kind: 'together', sets: [[1], [4]] },
  ]);
  expect(examplesOf([1, 2], all, meanings)).toEqual([1, 2, 5]);
});

test('who stays speaks for a meaning that is torn, by a set that stays whole if there is one', () => {
  const merged = meaningsOf([{ kind: 'together', sets: [[4, 5], [6]] }]);
  expect(stayingOf([1, 2], new Set([4]), all, merged)).toEqual([1, 2, 6]);
  expect(stayingOf([1, 6], new Set([4]), all, merged)).toEqual([1, 6]);
  expect(stayingOf([1, 2], new Set([3]), all, merged)).toEqual([1, 2]);
  const pinned = meaningsOf([{ kind: 'together', sets: [[4, 5]] }]);
  expect(stayingOf([1, 2], new Set([4]), all, pinned)).toEqual([1, 2, 5]);
});

test('members leave with those they are nearer to; one without a vector stays unless it is named', () => {
  const space = spaceOf(
    [0, 1, 2, 3, 4, 5].map((place) => Float32Array.from(place < 3 ? [1, 0, place / 50] : [0, 1, place / 50])),
  );
  const places = new Map([0, 1, 2, 3, 4, 5].map((place) => [place + 10, place]));
  expect(dividedBy(space, places, [], [[10], [15, 99]])).toEqual([[15, 99, 13, 14]]);
  expect(dividedBy(space, new Map(), [], [[10], [15], [16]])).toEqual([[15], [16]]);
});
