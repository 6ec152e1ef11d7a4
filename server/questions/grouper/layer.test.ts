import { expect, test } from 'vitest';
import type { Layer } from '#lib/questions/grouping/regroup-all.ts';
import { randomOf } from '#lib/random.ts';
import { changedNeighbours, LayerBuilder } from './layer.ts';
import type { TextsOrder } from './regroup-exchange.ts';

const DIMS = 8;
const COUNT = 120;
const draw = randomOf(3);
const vectors = Float32Array.from({ length: COUNT * DIMS }, () => draw() - 0.5);
const mean = new Float32Array(DIMS);

/** Text i has the id 7 i + 1, which is none of its places. */
const idOf = (text: number) => text * 7 + 1;
const all = Array.from({ length: COUNT }, (_, text) => idOf(text));

function built(ids: readonly number[], stored: ReadonlyMap<number, Uint8Array>): Layer {
  const builder = new LayerBuilder('test');
  const order: Omit<TextsOrder, 'ids' | 'vectors' | 'nearest'> = {
    kind: 'texts',
    model: 'test',
    dims: DIMS,
    asked: new Float64Array(ids.length),
    groups: new Float64Array(ids.length),
  };
  const own = ids.flatMap((id) => [...vectors.subarray(((id - 1) / 7) * DIMS, ((id - 1) / 7 + 1) * DIMS)]);
  builder.add({
    ...order,
    ids: Float64Array.from(ids),
    vectors: Float32Array.from(own),
    nearest: ids.map((id) => stored.get(id) ?? new Uint8Array(0)),
  });
  return builder.build(mean, () => {});
}

function changedOf(layer: Layer): Map<number, Uint8Array> {
  return new Map(
    [...changedNeighbours(layer)].flatMap(({ ids, nearest }) =>
      nearest.map((bytes, place) => [ids[place] ?? 0, bytes] as const),
    ),
  );
}

/** The neighbours of each text and their cosines, by ids. */
const nearOf = ({ texts, neighbours }: Layer) =>
  new Map(
    texts.map((id, place) => {
      const near = neighbours.of(place);
      return [id, Array.from(near.texts, (text, at) => [texts[text], near.cosines[at]])];
    }),
  );

test('stored neighbours stand: none is found again', () => {
  const first = built(all, new Map());
  const stored = changedOf(first);
  expect([...stored.keys()]).toEqual(all);
  const again = built(all, stored);
  expect(changedOf(again).size).toBe(0);
  expect(nearOf(again)).toEqual(nearOf(first));
  expect(again.settled.size).toBe(COUNT);
});

test('a text that has none stored, or too few that are still there, finds them and comes last', () => {
  const stored = changedOf(built(all, new Map()));
  const [newcomer = 0, poor = 0, ...others] = all;
  const left = [...others, poor, newcomer].sort((a, b) => a - b);
  const some = new Map(stored).set(poor, (stored.get(poor) ?? new Uint8Array(0)).slice(0, 12 * 3));
  some.delete(newcomer);
  const layer = built(left, some);
  expect(layer.texts).toEqual([...others, newcomer, poor]);
  expect(layer.settled.has(COUNT - 2)).toBe(false);
  expect(layer.settled.has(COUNT - 1)).toBe(true);
  const [near, before] = [nearOf(layer), nearOf(built(all, new Map()))];
  for (const id of [newcomer, poor]) expect(near.get(id)).toEqual(before.get(id));
});

test('one that is gone is nobody’s neighbour', () => {
  const stored = changedOf(built(all, new Map()));
  const near = nearOf(built(all.slice(1), stored));
  for (const of of near.values()) expect(of.map(([id]) => id)).not.toContain(idOf(0));
});
