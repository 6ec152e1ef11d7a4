import { expect, test } from 'vitest';
import { placesOf, type Weighed, type Whereabouts } from './alike.ts';

/** A direction in the plane, in degrees; `length` is less than 1 where the texts around it are far from each other. */
const at = (degrees: number, { length = 1, ...more }: Partial<Whereabouts & { length: number }> = {}): Whereabouts => ({
  model: 'm',
  mean: Float32Array.of(length * Math.cos((degrees * Math.PI) / 180), length * Math.sin((degrees * Math.PI) / 180)),
  texts: 1,
  centred: true,
  ...more,
});
const gap = (id: string, rank: number, lies: Whereabouts | null): Weighed => ({ id, rank, lies });

test('gaps with near cores share a place under the one that ranks highest, and places stand by what they add up to', () => {
  expect(placesOf([gap('alone', 9, at(180)), gap('part', 4, at(10)), gap('whole', 6, at(0))])).toEqual([
    ['whole', 'part'],
    ['alone'],
  ]);
});

test('what is of another model or has no core stays by itself', () => {
  const near = at(0);
  expect(placesOf([gap('fails', 5, near), gap('letters', 2, at(0, { model: 'l' })), gap('nowhere', 1, null)])).toEqual([
    ['fails'],
    ['letters'],
    ['nowhere'],
  ]);
});

test('middles that are near are not enough where the texts around them are far from each other', () => {
  const loose = (degrees: number) => at(degrees, { length: 0.5, texts: 40 });
  expect(placesOf([gap('a', 2, loose(0)), gap('b', 1, loose(20))])).toEqual([['a'], ['b']]);
  expect(placesOf([gap('a', 2, at(0)), gap('b', 1, at(20))])).toEqual([['a', 'b']]);
});

test('before the mean of all questions is known, more nearness is asked for', () => {
  const beside = (degrees: number) =>
    placesOf([gap('a', 2, at(0, { centred: false })), gap('b', 1, at(degrees, { centred: false }))]);
  expect(beside(60)).toEqual([['a'], ['b']]);
  expect(beside(50)).toEqual([['a', 'b']]);
});

test('a chain of gaps is no place: what joins is near the whole of it on average', () => {
  const chain = [0, 50, 100, 150].map((degrees, place) => gap(String(place), 4 - place, at(degrees)));
  expect(placesOf(chain)).toEqual([
    ['0', '1'],
    ['2', '3'],
  ]);
});

test('beside one of a much higher rank less is enough, but never next to nothing', () => {
  const beside = (rank: number, degrees: number) =>
    placesOf([gap('great', 300, at(0)), gap('other', rank, at(degrees))]);
  expect(beside(200, 72)).toEqual([['great'], ['other']]);
  expect(beside(10, 72)).toEqual([['great', 'other']]);
  expect(beside(200, 60)).toEqual([['great', 'other']]);
  for (const rank of [10, 1, 0]) expect(beside(rank, 80)).toEqual([['great'], ['other']]);
});

test('of two places that a gap is near to, the greater one takes it', () => {
  const stray = gap('stray', 5, at(70));
  expect(placesOf([gap('like', 5, at(137)), gap('great', 150, at(0)), stray])).toEqual([['great', 'stray'], ['like']]);
  expect(placesOf([gap('near', 5, at(120)), gap('great', 150, at(0)), stray])).toEqual([['great'], ['near', 'stray']]);
});

test('gaps that nobody was affected by in the period share places too', () => {
  expect(placesOf([gap('a', 0, at(0)), gap('b', 0, at(10)), gap('c', 0, at(90))])).toEqual([['a', 'b'], ['c']]);
});

test('every gap has exactly one place, and none gives none', () => {
  const many = Array.from({ length: 60 }, (_, place) =>
    gap(String(place), place % 7, place % 3 === 0 ? null : at(place * 11)),
  );
  expect(placesOf(many).flat().toSorted()).toEqual(many.map(({ id }) => id).toSorted());
  expect(placesOf([])).toEqual([]);
});
