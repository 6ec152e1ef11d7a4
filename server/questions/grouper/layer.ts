import { neighboursFor } from '#lib/questions/grouping/graph.ts';
import type { Near } from '#lib/questions/grouping/neighbours.ts';
import { KEPT, Neighbours } from '#lib/questions/grouping/neighbours.ts';
import type { Layer } from '#lib/questions/grouping/regroup-all.ts';
import { meanOf, Space } from '#lib/questions/grouping/space.ts';
import { nearestFrom, nearestToBytes } from './nearest-bytes.ts';
import type { FoundNeighbours, TextsOrder } from './regroup-exchange.ts';

const NEIGHBOURS_AT_ONCE = 500;

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
    const told = this.#told.splice(0);
    const all = told.flatMap(({ ids, vectors, nearest, dims }) =>
      Array.from(ids, (id, place) => ({
        id,
        vector: vectors.subarray(place * dims, (place + 1) * dims),
        nearest: nearest[place],
      })),
    );
    const there = new Set(all.map(({ id }) => id));
    const enough = Math.min(neighboursFor(all.length), all.length - 1, KEPT);
    const sorted = all.map((text) => ({ ...text, near: mean === null ? null : standing(text.nearest, there, enough) }));
    sorted.sort((a, b) => Number(a.near === null) - Number(b.near === null) || a.id - b.id);
    const space = new Space(mean ?? meanOf(all.map(({ vector }) => vector)), all.length);
    for (const { vector } of sorted) space.add(vector);
    const places = new Map(sorted.map(({ id }, place) => [id, place]));
    const known = knownOf(sorted, places);
    const neighbours = new Neighbours(space, known, (done) => report(done, all.length));
    return { model: this.model, texts: sorted.map(({ id }) => id), space, neighbours };
  }
}

/** Stored neighbours that are all still there, or at least as many as a graph asks for. */
function standing(bytes: Uint8Array | undefined, there: ReadonlySet<number>, enough: number) {
  if (bytes === undefined || bytes.length === 0) return null;
  const { ids, cosines } = nearestFrom(bytes);
  const kept = ids.flatMap((id, place) => (there.has(id) ? [{ id, cosine: cosines[place] ?? 0 }] : []));
  return kept.length < enough ? null : kept;
}

/**
 * Neighbours of the texts that have stored ones, as places. One that names a text without stored ones finds it again by
 * itself, when that is compared with all.
 */
function knownOf(
  sorted: readonly { near: { id: number; cosine: number }[] | null }[],
  places: ReadonlyMap<number, number>,
): Near[] {
  const count = sorted.findIndex(({ near }) => near === null);
  return sorted.slice(0, count === -1 ? sorted.length : count).map(({ near }) => {
    const kept = (near ?? []).flatMap(({ id, cosine }) => {
      const text = places.get(id);
      return text === undefined || (count !== -1 && text >= count) ? [] : [{ text, cosine }];
    });
    return { texts: kept.map(({ text }) => text), cosines: kept.map(({ cosine }) => cosine) };
  });
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
