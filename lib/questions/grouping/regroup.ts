import { enforce } from './enforce.ts';
import { neighbourGraph } from './graph.ts';
import { keepIds } from './keep-ids.ts';
import { keepPinned } from './keep-pinned.ts';
import { communitiesOf } from './leiden.ts';
import type { Neighbours } from './neighbours.ts';
import { type Portrait, portrait } from './portrait.ts';
import type { Ruling } from './rulings.ts';
import type { Space } from './space.ts';
import { splitStrays } from './strays.ts';

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

/** The texts of each group: communities of the neighbour graph, strays split off, pinned groups kept, rulings enforced. */
export function partsOf<Id>({ space, neighbours, rulings, before, pinned }: Omit<Corpus<Id>, 'asked'>): number[][] {
  const communities = communitiesOf(neighbourGraph(neighbours));
  const parts = [...Map.groupBy(communities.keys(), (text) => communities[text]).values()];
  const split = parts.flatMap((texts) => splitStrays(space, texts));
  return enforce(space, keepPinned(split, before, pinned), rulings);
}
