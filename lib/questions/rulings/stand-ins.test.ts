import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { type Example, thinSetsOf, withStandIns } from './stand-ins.ts';

const before = { moved: [], made: [], groups: [], name: null };
function decided(id: number, kind: Decision['kind'], sets: number[][], undone = false): Decision {
  return { id, kind, group: 1, sets, before, undone };
}

const there = (group: number, lasting: number[], leaving: number[] = []): [number, Example][] => [
  ...lasting.map((text): [number, Example] => [text, { group, lasts: true }]),
  ...leaving.map((text): [number, Example] => [text, { group, lasts: false }]),
];

test('a set is thin that lost examples, loses some, and has fewer than enough that last', () => {
  const decisions = [
    decided(1, 'apart', [
      [1, 2, 3],
      [4, 5],
    ]),
    decided(2, 'pin', [[6, 7, 8, 9, 10, 11, 12]]),
    decided(3, 'together', [[20], [21]], true),
  ];
  const examples = new Map([...there(100, [1], [2]), ...there(200, [6, 7, 8, 9], [10])]);
  expect(thinSetsOf(decisions, examples)).toEqual([
    { group: 100, there: [1, 2], going: [3, 2] },
    { group: 200, there: [6, 7, 8, 9, 10], going: [11] },
  ]);
});

test('what is whole, and what lies among greetings, is left alone', () => {
  const decisions = [decided(1, 'move', [[1], [2]]), decided(2, 'together', [[3], [4, 5]])];
  expect(thinSetsOf(decisions, new Map([...there(100, [1, 2]), ...there(-1, [3]), ...there(-2, [4])]))).toEqual([]);
});

test('a guest that goes is nobody to stand in for', () => {
  const decisions = [decided(1, 'move', [[1], [2, 3]])];
  expect(thinSetsOf(decisions, new Map(there(100, [2, 3])))).toEqual([]);
});

test('who stands in is named wherever that one was: instead of it, or beside it while it is there', () => {
  const decisions = [
    decided(1, 'together', [[1, 2], [3]]),
    decided(2, 'apart', [[2], [4]]),
    decided(3, 'pin', [[2]], true),
    decided(4, 'pin', [[4]]),
  ];
  const changed = withStandIns(
    decisions,
    new Map([
      [2, 12],
      [3, 13],
    ]),
    (text) => text === 3,
  );
  expect(changed.map(({ id, sets }) => [id, sets])).toEqual([
    [
      1,
      [
        [1, 12],
        [3, 13],
      ],
    ],
    [2, [[12], [4]]],
  ]);
});
