import { describe, expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { nearestGroup } from './assign.ts';
import { Middles } from './middles.ts';
import { unit } from './vectors.ts';

const DIMS = 21;

function vectorsOf(count: number, seed: number): Float32Array[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => unit(Float32Array.from({ length: DIMS }, () => random() - 0.5)));
}

function middlesOf(groups: ReadonlyMap<number, Float32Array>): Middles {
  const middles = new Middles(DIMS);
  for (const [id, middle] of groups) middles.set(id, middle);
  return middles;
}

/** As one comparison after the other finds it. */
function expected(groups: ReadonlyMap<number, Float32Array>, text: Float32Array, joins: number) {
  return nearestGroup(
    text,
    [...groups].map(([id, centroid]) => ({ id, centroid })),
    joins,
  );
}

describe.each([1, 128, 129, 700])('among %i middles', (count) => {
  const groups = new Map(vectorsOf(count, count).map((middle, place) => [1000 + place, middle]));
  const texts = vectorsOf(300, 7);

  test.each([-1, 0.7])('from %f on, each text finds what one comparison after the other finds', (joins) => {
    const found = middlesOf(groups).nearest(texts, joins);
    expect(found).toHaveLength(texts.length);
    for (const [place, text] of texts.entries()) {
      const wanted = expected(groups, text, joins);
      expect(found[place]?.id).toBe(wanted?.id);
      expect(found[place]?.cosine ?? 0).toBeCloseTo(wanted?.cosine ?? 0, 4);
    }
    expect(found.some((near) => near === null)).toBe(joins > 0);
  });

  test('one that moved, one that went and one that came are where they are now', () => {
    const now = new Map(groups);
    const middles = middlesOf(groups);
    const [moved, came] = vectorsOf(2, 99);
    if (moved === undefined || came === undefined) throw new Error('Two were made.');
    for (const gone of [1000, 1000 + Math.floor(count / 2), 1000 + count - 1]) {
      now.delete(gone);
      middles.delete(gone);
    }
    for (const [id, middle] of [
      [1001, moved],
      [5, came],
    ] as const) {
      now.set(id, middle);
      middles.set(id, middle);
    }
    expect(middles.size).toBe(now.size);
    const found = middles.nearest(texts, -1);
    for (const [place, text] of texts.entries()) expect(found[place]?.id).toBe(expected(now, text, -1)?.id);
  });
});

test('what was never there can go, and nothing is near nobody', () => {
  const middles = new Middles(DIMS);
  middles.delete(4);
  expect(middles.nearest(vectorsOf(2, 3), -1)).toEqual([null, null]);
  const [only] = vectorsOf(1, 3);
  if (only === undefined) throw new Error('One was made.');
  middles.set(4, only);
  middles.delete(5);
  expect(middles.nearest([only], 0.99)).toEqual([{ id: 4, cosine: expect.closeTo(1, 4) }]);
});
