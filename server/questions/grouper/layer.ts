import { neighboursFor } from '#lib/questions/grouping/graph.ts';
import type { Near } from '#lib/questions/grouping/neighbours.ts';
import { KEPT, Neighbours } from '#lib/questions/grouping/neighbours.ts';
import type { Layer } from '#lib/questions/grouping/regroup-all.ts';
import { meanOf, Space } from '#lib/questions/grouping/space.ts';
import { nearestFrom, nearestToBytes } from './nearest-bytes.ts';
import type { FoundNeighbours, TextsOrder } from './regroup-exchange.ts';

const NEIGHBOURS_AT_ONCE = 500;
const NOTHING = new Uint8Array(0);

/** What was told of a model's texts, made ready to be grouped. */
export class LayerBuilder {
  readonly model: string;
  readonly #told: TextsOrder[] = [];

  constructor(model: string) {
    this.model = model;
  }

  add(texts: TextsOrder): void {
    this.#told.push(texts);
  }

  /**
   * The space, and the neighbours: those stored where they still stand, the others found. Texts whose neighbours are stored come first.
   * @param mean null to set it anew, which makes all neighbours new
   * @param report told how many texts have neighbours
   */
  build(mean: Float32Array | null, report: (done: number, total: number) => void): Layer {
    const told = this.#told.splice(0).flatMap(({ ids, vectors, nearest, dims }) =>
      Array.from(ids, (id, place) => ({
        id,
        vector: vectors.subarray(place * dims, (place + 1) * dims),
        nearest: nearest[place] ?? NOTHING,
      })),
    );
    const there = new Set(told.map(({ id }) => id));
    const enough = Math.min(neighboursFor(told.length), told.length - 1, KEPT);
    const known = new Set(
      mean === null ? [] : told.flatMap(({ id, nearest }) => (stand(nearest, there, enough) ? [id] : [])),
    );
    told.sort((a, b) => Number(known.has(b.id)) - Number(known.has(a.id)) || a.id - b.id);
    const space = new Space(mean ?? meanOf(told.map(({ vector }) => vector)), told.length);
    for (const { vector } of told) space.add(vector);
    const texts = told.map(({ id }) => id);
    // Whoever was there the last time has neighbours stored.
    const settled = new Set(told.flatMap(({ nearest }, place) => (nearest.length > 0 ? [place] : [])));
    const stored = told.slice(0, known.size).map(({ nearest }) => nearest);
    const neighbours = new Neighbours(space, placed(stored, texts), (done) => report(done, texts.length));
    return { model: this.model, texts, space, neighbours, settled };
  }
}

/** Whether stored neighbours are all still there, or at least as many as a graph asks for. */
function stand(bytes: Uint8Array, there: ReadonlySet<number>, enough: number): boolean {
  return bytes.length > 0 && nearestFrom(bytes).ids.filter((id) => there.has(id)).length >= enough;
}

/**
 * Stored neighbours of the first texts, as places, one after the other: as objects all of them took 6 kB a text. One
 * that names a text without stored ones finds it again by itself, when that is compared with all.
 */
function* placed(stored: readonly Uint8Array[], texts: readonly number[]): Generator<Near> {
  const places = new Map(stored.map((_, place) => [texts[place], place]));
  for (const bytes of stored) {
    const { ids, cosines } = nearestFrom(bytes);
    const kept = ids.flatMap((id, at) => {
      const text = places.get(id);
      return text === undefined ? [] : [{ text, cosine: cosines[at] ?? 0 }];
    });
    yield { texts: kept.map(({ text }) => text), cosines: kept.map(({ cosine }) => cosine) };
  }
}

/** The neighbours to store, in portions. */
export function* changedNeighbours({ texts, neighbours }: Layer): Generator<FoundNeighbours> {
  const changed = texts.flatMap((id, place) => (neighbours.hasChanged(place) ? [{ id, place }] : []));
  for (let at = 0; at < changed.length; at += NEIGHBOURS_AT_ONCE) {
    const some = changed.slice(at, at + NEIGHBOURS_AT_ONCE);
    yield {
      kind: 'neighbours',
      ids: Float64Array.from(some, ({ id }) => id),
      nearest: some.map(({ place }) => {
        const near = neighbours.of(place);
        return nearestToBytes(
          Array.from(near.texts, (text) => texts[text] ?? 0),
          near.cosines,
        );
      }),
    };
  }
}
