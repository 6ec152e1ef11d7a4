import { expect, test } from 'vitest';
import { badgesOf } from './badge.ts';
import { agreementOf, heldBy, shownBy } from './measure.ts';
import { streamOf } from './stream.ts';

test('the figures of a small grouping, by hand', () => {
  // Pairs together in ours: 3 + 1, in truth: 3 + 1, in both: 1. Expected by chance: 4 × 4 / 10.
  const figures = agreementOf(
    [
      [0, 1, 3],
      [2, 4],
    ],
    ['a', 'a', 'a', 'b', 'b'],
  );
  expect(figures.ari).toBeCloseTo((1 - 1.6) / (4 - 1.6));
  expect(figures).toMatchObject({ pair_precision: 0.25, pair_recall: 0.25, purity: 0.6, groups: 2 });
});

test('the truth itself agrees fully, and single texts agree with nothing', () => {
  expect(
    agreementOf(
      [
        [0, 1],
        [2, 3],
      ],
      ['a', 'a', 'b', 'b'],
    ),
  ).toMatchObject({ ari: 1, pair_recall: 1, purity: 1 });
  expect(agreementOf([[0], [1], [2], [3]], ['a', 'a', 'b', 'b'])).toMatchObject({ ari: 0, pair_recall: 0, purity: 1 });
});

test('a category is shown by a pure group alone, and covered by its greatest', () => {
  const categoryOf = ['a', 'a', 'b', 'b'];
  const asked = [60, 40, 5, 5];
  const held = heldBy([{ texts: [0] }, { texts: [1, 2] }, { texts: [3] }], categoryOf, asked);
  expect(held.map(({ volume }) => volume)).toEqual([60, 45, 5]);
  expect(shownBy(held, categoryOf, asked)).toEqual({ top20_recall: 1, coverage: (0.6 + 0.5) / 2 });
  const impure = heldBy([{ texts: [0, 1] }, { texts: [2, 3] }], ['a', 'b', 'b', 'a'], asked);
  expect(shownBy(impure, ['a', 'b', 'b', 'a'], asked)).toEqual({ top20_recall: 0, coverage: 0 });
});

test('a stream has 20,000 questions, the second category half as often as the first', () => {
  const categoryOf = Array.from({ length: 60 }, (_, text) => String(text % 6));
  const asked = streamOf(categoryOf, 1);
  expect(asked.reduce((sum, times) => sum + times, 0)).toBe(20_000);
  const volumes = Array.from({ length: 6 }, (_, category) =>
    asked.reduce((sum, times, text) => sum + (text % 6 === category ? times : 0), 0),
  ).sort((a, b) => b - a);
  expect((volumes[1] ?? 0) / (volumes[0] ?? 1)).toBeCloseTo(0.5, 1);
  expect(streamOf(categoryOf, 1)).toEqual(asked);
  expect(streamOf(categoryOf, 2)).not.toEqual(asked);
});

test('a badge is right about some it marks and finds some of the mixed; groups of few texts are left out', () => {
  const categoryOf = ['a', 'a', 'a', 'b', 'b', 'c', 'c', 'c', 'c', 'd', 'e', 'f', 'f', 'f', 'f', 'f'];
  const groups = [
    { texts: [0, 1, 2, 3, 4], cohesion: 0.3 },
    { texts: [5, 6, 7, 8, 9], cohesion: 0.4 },
    { texts: [10], cohesion: 0 },
    { texts: [11, 12, 13, 14, 15, 0, 3], cohesion: 0.6 },
  ];
  expect(badgesOf(groups, categoryOf, [0.2, 0.35, 0.5])).toEqual({
    groups: 3,
    mixed: 2,
    badges: [
      { below: 0.2, marked: 0, precision: 1, recall: 0 },
      { below: 0.35, marked: 1, precision: 1, recall: 0.5 },
      { below: 0.5, marked: 2, precision: 0.5, recall: 0.5 },
    ],
  });
});
