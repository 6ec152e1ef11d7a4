import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { enforce } from './enforce.ts';
import { type Meaning, meaningsOf, type Ruling, textsOf } from './rulings.ts';
import { spaceOf } from './space.ts';

const TEXTS = 30;

function spaceFrom(seed: number) {
  const random = randomOf(seed);
  return spaceOf(Array.from({ length: TEXTS }, () => Float32Array.from({ length: 4 }, () => random() - 0.5)));
}

const text = fc.integer({ min: 0, max: TEXTS - 1 });
const sets = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
const ruling = fc.record({ kind: fc.constantFrom('together' as const, 'apart' as const, 'move' as const), sets });
const labels = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: TEXTS, maxLength: TEXTS });

const tornLabels = Array.from({ length: TEXTS }, () => 0)
  .with(4, 3)
  .with(12, 1)
  .with(20, 1);
const torn: { kind: Ruling['kind']; sets: number[][] }[] = [
  { kind: 'apart', sets: [[4, 20, 0], [0]] },
  { kind: 'together', sets: [[12, 5]] },
  { kind: 'apart', sets: [[5], [6]] },
];

test('whatever was grouped and ruled: each text in one group, a meaning in one, meanings apart in two', () => {
  fc.assert(
    fc.property(fc.integer(), labels, fc.array(ruling, { maxLength: 6 }), (seed, of, rulings) => {
      const groups = [...Map.groupBy(of.keys(), (one) => of[one]).values()];
      const ruled = enforce(spaceFrom(seed), groups, rulings);
      expect(ruled.flat().sort((a, b) => a - b)).toEqual([...of.keys()]);
      const groupOf = new Map(ruled.flatMap((texts, group) => texts.map((one) => [one, group] as const)));
      const homes = (meaning: Meaning) => new Set(textsOf(meaning).map((one) => groupOf.get(one)));
      for (const meaning of meaningsOf(rulings)) {
        expect(homes(meaning).size).toBe(1);
        for (const other of meaning.apart) expect(homes(other)).not.toEqual(homes(meaning));
      }
    }),
    // A meaning whose home lies elsewhere, with examples in a group that is divided, was torn.
    {
      numRuns: 1_000,
      examples: [[0, tornLabels, torn]],
    },
  );
});

/** Two bundles of directions: texts 0 to 4 lie along one axis, 5 to 9 along another. */
const bundles = spaceOf(
  Array.from({ length: 10 }, (_, place) => Float32Array.from([place < 5 ? 1 : 0, place < 5 ? 0 : 1, place * 0.01])),
);

test('a split sends each text to the nearer examples', () => {
  const split: Ruling = { kind: 'apart', sets: [[0], [9]] };
  expect(enforce(bundles, [[...Array(10).keys()]], [split])).toEqual([
    [0, 1, 2, 3, 4],
    [5, 6, 7, 8, 9],
  ]);
});

test('a merge joins whole groups, and a stray example alone moves', () => {
  const merge: Ruling = {
    kind: 'together',
    sets: [
      [0, 1, 9],
      [3, 4],
    ],
  };
  expect(
    enforce(
      bundles,
      [
        [0, 1, 2],
        [3, 4],
        [5, 6, 7, 8, 9],
      ],
      [merge],
    ),
  ).toEqual([
    [0, 1, 2, 3, 4, 9],
    [5, 6, 7, 8],
  ]);
});

test('moved texts go where the examples are, and take nobody along', () => {
  const groups = [
    [0, 1, 2, 3],
    [4, 5, 6, 7, 8, 9],
  ];
  expect(enforce(bundles, groups, [{ kind: 'move', sets: [[6, 7, 8], [0]] }])).toEqual([
    [0, 1, 2, 3, 6, 7, 8],
    [4, 5, 9],
  ]);
});

test('examples that are no longer there change nothing', () => {
  const split: Ruling = { kind: 'apart', sets: [[40], [41]] };
  expect(enforce(bundles, [[0, 1], [2]], [split])).toEqual([[0, 1], [2]]);
});
