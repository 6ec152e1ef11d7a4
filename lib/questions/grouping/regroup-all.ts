import { keepIds } from './keep-ids.ts';
import type { Neighbours } from './neighbours.ts';
import { portrait } from './portrait.ts';
import { partsOf } from './regroup.ts';
import { type Meaning, meaningsOf, placedRulings, type Ruling } from './rulings.ts';
import type { Space } from './space.ts';

/** The texts of one model: `texts[i]` is the id of the text that lies at place i of the space. */
export type Layer = {
  model: string;
  texts: readonly number[];
  space: Space;
  neighbours: Neighbours;
  /** Places of the texts that were there when all were last grouped. */
  settled: ReadonlySet<number>;
};

export type History = {
  /** By the ids of texts. */
  rulings: readonly Ruling[];
  /** The group of each text that has one. */
  before: ReadonlyMap<number, number>;
  /** Groups that keep their id whatever happens. */
  pinned: ReadonlySet<number>;
  /** How often a text was asked. */
  asked: (text: number) => number;
};

/** A text in its group: the cosine with its middle, and the nearest other text of it. */
export type Member = { text: number; likeness: number; nearest: number | null };

export type Regrouped = {
  /** Null for a group that was not there before. */
  id: number | null;
  model: string;
  centroid: Float32Array;
  medoid: number;
  cohesion: number;
  mixed: boolean;
  members: Member[];
};

/** A group that lost its id and where most of its texts went: the index of a group. */
export type Gone = { id: number; into: number };

type Part = { layer: Layer; places: number[] };

/**
 * Groups the texts of all models anew, each model in its own space; what people ruled to be one meaning is one group across
 * them. A group's portrait is that of the model most of its texts have. Every text is in exactly one group.
 */
export function regroupAll(layers: readonly Layer[], history: History): { groups: Regrouped[]; gone: Gone[] } {
  const parts = layers.flatMap((layer) => partsOfLayer(layer, history));
  const groups = layers.length < 2 ? parts.map((part) => [part]) : united(parts, history.rulings);
  const texts = groups.map((group) => group.flatMap(idsOf));
  const ids = keepIds(texts, history.before, history.pinned);
  return {
    groups: groups.map((group, place) => ({ id: ids[place] ?? null, ...drawn(group, history.asked) })),
    gone: goneOf(texts, ids, history),
  };
}

function partsOfLayer(layer: Layer, { rulings, before, pinned }: History): Part[] {
  const { space, neighbours, texts, settled } = layer;
  const placeOf = new Map(texts.map((text, place) => [text, place]));
  const beforeHere = new Map(
    texts.flatMap((text, place) => {
      const id = before.get(text);
      return id === undefined ? [] : [[place, id] as const];
    }),
  );
  const parts = partsOf({
    space,
    neighbours,
    rulings: placedRulings(rulings, placeOf),
    before: beforeHere,
    pinned,
    settled: (place) => settled.has(place),
  });
  return parts.map((places) => ({ layer, places }));
}

/**
 * Parts of several spaces that hold one meaning become one group, unless that would join two that are apart. A text that
 * was moved to it from another space leaves its part alone.
 */
function united(parts: readonly Part[], rulings: readonly Ruling[]): Part[][] {
  const partOf = new Map(parts.flatMap((part, place) => idsOf(part).map((text) => [text, place] as const)));
  const meanings = meaningsOf(rulings);
  const homes = new Map(
    meanings.map((meaning) => [meaning, new Set(meaning.sets.flat().flatMap((text) => partOf.get(text) ?? []))]),
  );
  const groups = new Map(parts.map((_, place) => [place, new Set([place])]));
  for (const meaning of meanings) {
    const [first, ...others] = homes.get(meaning) ?? [];
    for (const other of others) {
      const [one, two] = [groups.get(first ?? other), groups.get(other)];
      if (one === undefined || two === undefined || one === two) continue;
      const both = new Set([...one, ...two]);
      const held = meanings.filter((any) => [...(homes.get(any) ?? [])].some((place) => both.has(place)));
      if (held.some(({ apart }) => held.some((against) => apart.has(against)))) continue;
      for (const place of both) groups.set(place, both);
    }
  }
  const members = new Map<Set<number>, Part[]>();
  const leaving = guestsElsewhere({ partOf, homes, groups });
  for (const [at, { layer, places }] of parts.entries()) {
    const group = groups.get(at) ?? new Set([at]);
    for (const [into, some] of Map.groupBy(places, (place) => leaving.get(layer.texts[place] ?? 0) ?? group))
      members.set(into, [...(members.get(into) ?? []), { layer, places: some }]);
  }
  return [...members.values()];
}

/** The part of each text, those that each meaning lies in by its examples, and the group of each part: all by their places. */
type Homes = {
  partOf: ReadonlyMap<number, number>;
  homes: ReadonlyMap<Meaning, ReadonlySet<number>>;
  groups: ReadonlyMap<number, Set<number>>;
};

/** The group of the hosts of each text that was moved to them but lies with none, as one does whose hosts are of another space. */
function guestsElsewhere({ partOf, homes, groups }: Homes): Map<number, Set<number>> {
  return new Map(
    [...homes].flatMap(([{ guests }, home]) => {
      const hosts = [...home].flatMap((place) => groups.get(place) ?? []);
      const [group] = hosts;
      if (group === undefined) return [];
      const away = guests.filter((text) => !hosts.some((one) => one.has(partOf.get(text) ?? -1)));
      return away.map((text) => [text, group] as const);
    }),
  );
}

function idsOf({ layer, places }: Part): number[] {
  return places.flatMap((place) => layer.texts[place] ?? []);
}

function drawn(parts: readonly Part[], asked: History['asked']): Omit<Regrouped, 'id'> {
  const ofModel = [...Map.groupBy(parts, ({ layer }) => layer).entries()].map(([layer, some]) => ({
    layer,
    places: some.flatMap(({ places }) => places),
  }));
  const [main] = ofModel.sort((a, b) => b.places.length - a.places.length);
  if (main === undefined) throw new Error('A group has texts.');
  const { layer } = main;
  const idOf = (place: number) => layer.texts[place] ?? 0;
  const { centroid, medoid, cohesion, mixed } = portrait(layer.space, main.places, (place) => asked(idOf(place)));
  const members = ofModel.flatMap((part) => membersOf(part, part === main ? centroid : null));
  return { model: layer.model, centroid, medoid: idOf(medoid), cohesion, mixed, members };
}

/** @param centroid null where the group's middle lies in another space: then that of these texts */
function membersOf({ layer, places }: Part, centroid: Float32Array | null): Member[] {
  const { space, neighbours, texts } = layer;
  const here = new Set(places);
  const middle = centroid ?? space.centroid(places);
  return places.map((place) => {
    const near = Array.from(neighbours.of(place).texts).find((other) => here.has(other));
    return {
      text: texts[place] ?? 0,
      likeness: space.cosineTo(place, middle),
      nearest: near === undefined ? null : (texts[near] ?? null),
    };
  });
}

/** Ids that no group was given, pinned ones excepted: those stay, if need be without a text. */
function goneOf(
  groups: readonly (readonly number[])[],
  ids: readonly (number | null)[],
  { before, pinned }: History,
): Gone[] {
  const given = new Set(ids);
  const shares = new Map<number, Map<number, number>>();
  for (const [group, texts] of groups.entries())
    for (const text of texts) {
      const id = before.get(text);
      if (id === undefined || given.has(id) || pinned.has(id)) continue;
      const share = shares.get(id) ?? new Map<number, number>();
      share.set(group, (share.get(group) ?? 0) + 1);
      shares.set(id, share);
    }
  return [...shares].map(([id, share]) => {
    const [[into] = [0]] = [...share].sort(([, a], [, b]) => b - a);
    return { id, into };
  });
}
