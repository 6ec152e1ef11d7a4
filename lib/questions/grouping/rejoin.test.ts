import { expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { rejoin } from './rejoin.ts';
import { spaceOf } from './space.ts';

/** Texts 0 to 39 ask one thing, each 4 of the other 160 another. */
const random = randomOf(8);
const subjects = Array.from({ length: 41 }, () => Float32Array.from({ length: 32 }, () => random() - 0.5));
const subjectOf = (text: number) => (text < 40 ? 0 : Math.floor(text / 4) - 9);
const space = spaceOf(
  Array.from({ length: 200 }, (_, text) =>
    Float32Array.from({ length: 32 }, (__, at) => (subjects[subjectOf(text)]?.[at] ?? 0) + (random() - 0.5) * 0.5),
  ),
);
const all = [...Array(200).keys()];
const some = (from: number, to: number) => all.slice(from, to);

test('parts of what is asked most are one again; what is rare stays in as many parts as it was', () => {
  const rare = some(40, 200).map((text) => [text]);
  expect(rejoin(space, [some(0, 15), ...rare, some(15, 28), some(28, 40)])).toEqual([some(0, 40), ...rare]);
  expect(rejoin(space, [some(40, 42), some(42, 44)])).toEqual([some(40, 42), some(42, 44)]);
});

test('great groups that are far from each other stay apart, and every text is kept', () => {
  const groups = [some(0, 40), some(40, 120), some(120, 200)];
  expect(rejoin(space, groups)).toEqual(groups);
});
