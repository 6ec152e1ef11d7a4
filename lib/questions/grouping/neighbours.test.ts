import { expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { KEPT, Neighbours } from './neighbours.ts';
import { meanOf, Space, spaceOf } from './space.ts';

const random = randomOf(3);
const vectors = Array.from({ length: 1_200 }, () => Float32Array.from({ length: 6 }, () => random() - 0.5));

test('neighbours are the nearest of all, however the texts came in', () => {
  const space = new Space(meanOf(vectors), 8);
  const neighbours = new Neighbours(space);
  for (const [place, vector] of vectors.entries()) {
    space.add(vector);
    if (place % 100 === 99) neighbours.addNew();
  }
  const whole = spaceOf(vectors);
  const atOnce = new Neighbours(whole);
  for (const text of [0, 617, 1_199]) {
    const nearest = vectors
      .map((_, other) => ({ text: other, cosine: whole.cosine(text, other) }))
      .filter((other) => other.text !== text)
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, KEPT);
    expect(neighbours.of(text).map((near) => near.text)).toEqual(nearest.map((near) => near.text));
    expect(atOnce.of(text)).toEqual(neighbours.of(text));
    expect(neighbours.of(text)[0]?.cosine).toBeCloseTo(nearest[0]?.cosine ?? 0, 5);
  }
});

test('fewer texts than are kept have each other', () => {
  const neighbours = new Neighbours(spaceOf(vectors.slice(0, 3)));
  expect(
    neighbours
      .of(0)
      .map(({ text }) => text)
      .sort(),
  ).toEqual([1, 2]);
  expect(neighbours.of(0, 1)).toHaveLength(1);
});
