import { enforce } from './enforce.ts';
import { neighbourGraph } from './graph.ts';
import { keepIds } from './keep-ids.ts';
import { keepPinned } from './keep-pinned.ts';
import { communitiesOf, RESOLUTION } from './leiden.ts';
import type { Neighbours } from './neighbours.ts';
import { type Portrait, portrait } from './portrait.ts';
import { rejoin } from './rejoin.ts';
import type { Ruling } from './rulings.ts';
import type { Space } from './space.ts';
import { apartIn, splitStrays } from './strays.ts';

export type Group<Id> = Portrait & {
  /** Null for a group that was not there before. */
  id: Id | null;
  texts: number[];
};

export type Corpus<Id> = {
  space: Space;
  /** Of every text of the space. */
  neighbours: Neighbours;
  /** How often a text was asked. */
  asked: (text: number) => number;
  rulings: readonly Ruling[];
  /** The group of each text that has one. */
  before: ReadonlyMap<number, Id>;
  pinned: ReadonlySet<Id>;
  /** Whether a text was in its group when all were last grouped, as all are if this is left out; not if it only came to it since. */
  settled?: (text: number) => boolean;
};

/**
 * Groups all texts anew: communities of the neighbour graph, strays split off, rulings enforced, ids kept. The same
 * corpus always gives the same groups. Every text is in exactly one group.
 */
export function regroup<Id>({ asked, ...corpus }: Corpus<Id>): Group<Id>[] {
  const { space, before, pinned } = corpus;
  const groups = partsOf(corpus);
  const ids = keepIds(groups, before, pinned);
  return groups.map((texts, place) => ({ id: ids[place] ?? null, texts, ...portrait(space, texts, asked) }));
}

/** Rounds from nothing until groups that begin from themselves stay as they are. A text that goes back and forth ends them. */
const MOST_ROUNDS = 6;

/**
 * The texts of each group: communities of the neighbour graph, strays split off, parts of one rejoined, pinned groups kept,
 * rulings enforced. What begins from nothing is found again until it stays, so that the next time next to nothing moves.
 */
export function partsOf<Id>(corpus: Omit<Corpus<Id>, 'asked'>): number[][] {
  const { space, neighbours, rulings, before, pinned } = corpus;
  const graph = neighbourGraph(neighbours);
  const apart = apartIn(neighbours);
  let begin: Int32Array | undefined = beginning(corpus);
  let whole: number[][] = [];
  for (let rounds = begin === undefined ? MOST_ROUNDS : 1; rounds > 0; rounds -= 1) {
    const communities = communitiesOf(graph, RESOLUTION, begin);
    const parts = [...Map.groupBy(communities.keys(), (text) => communities[text]).values()];
    whole = rejoin(
      space,
      parts.flatMap((texts) => splitStrays(space, texts, apart)),
    );
    const found = numbered(whole, neighbours.count);
    if (begin?.every((group, text) => group === found[text])) break;
    begin = found;
  }
  return enforce(space, keepPinned(whole, before, pinned), [...rulings, ...pinnedApart(space, before, pinned)]);
}

/** No merge, by whatever way it takes two pinned groups in, makes one of them: what stands for each is apart. */
function pinnedApart<Id>(space: Space, before: ReadonlyMap<number, Id>, pinned: ReadonlySet<Id>): Ruling[] {
  const texts = Map.groupBy(before.keys(), (text) => before.get(text));
  const sets = [...pinned].flatMap((id) => {
    const own = texts.get(id) ?? [];
    return own.length === 0 ? [] : [portrait(space, own, () => 1).core];
  });
  return sets.length < 2 ? [] : [{ kind: 'apart', sets }];
}

/**
 * Where each text was: from there communities change only where that gains something, so that groups do not jump. Nothing the
 * first time: what the online path makes of a corpus without a mean is no beginning.
 */
function beginning<Id>({ neighbours: { count }, before, settled = () => true }: Omit<Corpus<Id>, 'asked'>) {
  const numbers = new Map<Id, number>();
  const begin = Int32Array.from({ length: count }, (_, text) => {
    const id = before.get(text);
    if (id === undefined || !settled(text)) return count + text;
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  });
  return numbers.size === 0 ? undefined : begin;
}

/** The group of each text, numbered in the order of their first texts, as a later beginning numbers them. */
function numbered(groups: readonly (readonly number[])[], count: number): Int32Array {
  const placeOf = new Int32Array(count);
  for (const [place, texts] of groups.entries()) for (const text of texts) placeOf[text] = place;
  const numbers = new Map<number, number>();
  return placeOf.map((place) => {
    const number = numbers.get(place) ?? numbers.size;
    numbers.set(place, number);
    return number;
  });
}
