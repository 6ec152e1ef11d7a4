import { expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { Neighbours } from './neighbours.ts';
import { spaceOf } from './space.ts';
import { APART, apartIn, splitStrays } from './strays.ts';

const TOPICS = 6;
const TEXTS = 180;

/** Text i is about topic i % 6, the more in words of its own the greater `own` is. */
function corpus(own: number) {
  const random = randomOf(7);
  const topics = Array.from({ length: TOPICS }, () => Float32Array.from({ length: 96 }, () => random() - 0.5));
  const space = spaceOf(
    Array.from({ length: TEXTS }, (_, text) =>
      (topics[text % TOPICS] ?? new Float32Array(96)).map((value) => value + own * (random() - 0.5)),
    ),
  );
  return { space, neighbours: new Neighbours(space) };
}

const topic = Array.from({ length: TEXTS / TOPICS }, (_, place) => place * TOPICS);

test('where people ask in words of their own, a question is whole all the same', () => {
  const { space, neighbours } = corpus(1.4);
  expect(apartIn(neighbours)).toBeLessThan(APART - 0.1);
  expect(splitStrays(space, topic, apartIn(neighbours))).toEqual([topic]);
  expect(splitStrays(space, topic).length).toBeGreaterThan(1);
  expect(splitStrays(space, [...Array(TEXTS).keys()], apartIn(neighbours)).length).toBeGreaterThanOrEqual(TOPICS);
});

test('where questions are near each other, as much is asked of a group as ever', () => {
  const { space, neighbours } = corpus(0.4);
  expect(apartIn(neighbours)).toBe(APART);
  expect(splitStrays(space, [...Array(TEXTS).keys()], apartIn(neighbours))).toHaveLength(TOPICS);
});
