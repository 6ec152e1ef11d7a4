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
    expect([...listOf(neighbours, text).texts]).toEqual(nearest.map((near) => near.text));
    expect(atOnce.of(text)).toEqual(neighbours.of(text));
    expect(neighbours.of(text).cosines[0]).toBeCloseTo(nearest[0]?.cosine ?? 0, 5);
  }
});

test('fewer texts than are kept have each other', () => {
  const neighbours = new Neighbours(spaceOf(vectors.slice(0, 3)));
  expect([...listOf(neighbours, 0).texts].sort()).toEqual([1, 2]);
  expect(neighbours.of(0, 1).texts).toHaveLength(1);
});

test('from the neighbours that are known it goes on as if it had found them, and knows whose are others now', () => {
  const space = spaceOf(vectors);
  const whole = new Neighbours(space);
  const first = new Space(space.mean);
  for (const vector of vectors.slice(0, 1_000)) first.add(vector);
  const some = new Neighbours(first);
  const continued = new Neighbours(
    space,
    Array.from({ length: 1_000 }, (_, text) => listOf(some, text)),
  );
  for (let text = 0; text < vectors.length; text += 1) {
    expect(continued.of(text)).toEqual(whole.of(text));
    const same = text < 1_000 && `${some.of(text).texts}` === `${whole.of(text).texts}`;
    expect(continued.hasChanged(text)).toBe(!same);
  }
});

function listOf(neighbours: Neighbours, text: number): { texts: Int32Array; cosines: Float32Array } {
  const { texts, cosines } = neighbours.of(text);
  return { texts: Int32Array.from(texts), cosines: Float32Array.from(cosines) };
}
