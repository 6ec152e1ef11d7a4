import { type Meaning, meaningsOf, type Ruling, textsOf } from './rulings.ts';
import type { Space } from './space.ts';

const ROUNDS = 5;

/**
 * Makes a grouping obey the rulings, whatever the graph says: the groups that hold a meaning's examples become one; one
 * that holds meanings which are apart is divided, each text to the nearest; and examples lie with their meaning.
 * @param groups the texts of each group
 * @returns the groups again, in the order of their first texts
 */
export function enforce(space: Space, groups: readonly (readonly number[])[], rulings: readonly Ruling[]): number[][] {
  const labels = new Map(groups.flatMap((texts, group) => texts.map((text) => [text, group] as const)));
  const meanings = meaningsOf(rulings).map((meaning) => ({ meaning, homes: homesOf(meaning, labels) }));
  const rootOf = united(
    groups.length,
    meanings.map(({ homes }) => homes),
  );
  for (const [text, group] of labels) labels.set(text, rootOf(group));
  const ofRoot = Map.groupBy(
    meanings.filter(({ homes }) => homes.length > 0),
    ({ homes }) => rootOf(homes[0] ?? 0),
  );
  let next = groups.length;
  for (const [root, held] of ofRoot) {
    const here = held.map(({ meaning }) => meaning);
    const seeds = here.filter((meaning) => here.some((other) => meaning.apart.has(other)));
    if (seeds.length > 0) {
      const texts = [...labels].flatMap(([text, label]) => (label === root ? [text] : []));
      for (const part of divide(space, texts, seeds)) {
        for (const text of part) labels.set(text, next);
        next += 1;
      }
    }
    const firstPart = next - seeds.length;
    for (const meaning of here) {
      const seed = seeds.indexOf(meaning);
      // Never a group of another root: that one may be divided after this.
      const own = new Map([...labels].filter(([, label]) => label >= firstPart && label < next));
      const nearest = seeds.length === 0 ? root : homesOf({ sets: [meaning.sets.flat()] }, own)[0];
      const label = seed === -1 ? (nearest ?? firstPart) : firstPart + seed;
      for (const text of textsOf(meaning)) if (labels.has(text)) labels.set(text, label);
    }
  }
  return groupsOf(labels);
}

/** The group that holds most examples of each set; of equals the one of the earlier example. */
function homesOf({ sets }: Pick<Meaning, 'sets'>, labels: ReadonlyMap<number, number>): number[] {
  return sets.flatMap((set) => {
    const counts = new Map<number, number>();
    for (const text of set) {
      const label = labels.get(text);
      if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    return most === undefined ? [] : [most[0]];
  });
}

/** Joins the homes of each meaning. @returns the group that stands for all those joined with one */
function united(count: number, homes: readonly (readonly number[])[]): (group: number) => number {
  const parents = Array.from({ length: count }, (_, group) => group);
  const rootOf = (group: number): number => {
    const parent = parents[group] ?? group;
    return parent === group ? group : rootOf(parent);
  };
  for (const [first, ...others] of homes) for (const other of others) parents[rootOf(other)] = rootOf(first ?? other);
  return rootOf;
}

/** A part for each meaning: spherical k-means (Dhillon and Modha 2001) that starts from the examples and keeps them. */
function divide(space: Space, texts: readonly number[], meanings: readonly Meaning[]): number[][] {
  const examples = meanings.map((meaning) => textsOf(meaning).filter((text) => text < space.count));
  const fixed = new Set(examples.flat());
  const free = texts.filter((text) => !fixed.has(text));
  let parts = examples;
  for (let round = 0; round < ROUNDS; round += 1) {
    const centroids = parts.map((part) => space.centroid(part));
    const chosen = Map.groupBy(free, (text) => nearest(space, text, centroids));
    parts = examples.map((own, place) => [...own, ...(chosen.get(place) ?? [])]);
  }
  return parts;
}

function nearest(space: Space, text: number, centroids: readonly Float32Array[]): number {
  let best = 0;
  let most = -2;
  for (const [place, centroid] of centroids.entries()) {
    const cosine = space.cosineTo(text, centroid);
    if (cosine > most) [best, most] = [place, cosine];
  }
  return best;
}

function groupsOf(labels: ReadonlyMap<number, number>): number[][] {
  const groups = Map.groupBy(
    [...labels.keys()].sort((a, b) => a - b),
    (text) => labels.get(text) ?? 0,
  );
  return [...groups.values()];
}
