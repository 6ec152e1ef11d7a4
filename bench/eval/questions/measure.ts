/** What a grouping is worth beside the true categories, every text once. */
export type Agreement = { ari: number; pair_precision: number; pair_recall: number; purity: number; groups: number };
/** The same as the reader of a list of top questions sees it. */
export type Shown = { top20_recall: number; coverage: number };
/** A group as it appears in a stream: questions of each category, most first. */
export type Held<G> = { group: G; volume: number; categories: [string, number][] };

const TOP = 20;
/** Share of its questions that one category must have for a group to say the truth. */
export const PURE = 0.8;

/** Adjusted Rand index (Hubert and Arabie 1985), precision and recall of pairs, purity. @param groups texts of each group, each text once */
export function agreementOf(groups: readonly (readonly number[])[], categoryOf: readonly string[]): Agreement {
  const texts = categoryOf.length;
  const sizes = new Map<string, number>();
  for (const category of categoryOf) sizes.set(category, (sizes.get(category) ?? 0) + 1);
  let [together, majority] = [0, 0];
  for (const group of groups) {
    const counts = [...Map.groupBy(group, (text) => categoryOf[text]).values()].map(({ length }) => length);
    together += sum(counts.map(pairs));
    majority += Math.max(0, ...counts);
  }
  const ours = sum(groups.map(({ length }) => pairs(length)));
  const theirs = sum([...sizes.values()].map(pairs));
  const chance = (ours * theirs) / pairs(texts);
  return {
    ari: (together - chance) / ((ours + theirs) / 2 - chance),
    // A grouping that joins nothing is never wrong about a pair.
    pair_precision: ours === 0 ? 1 : together / ours,
    pair_recall: together / theirs,
    purity: majority / texts,
    groups: groups.length,
  };
}

/** The groups of a stream, the most asked first. @param asked times each text was asked in the stream */
export function heldBy<G extends { texts: readonly number[] }>(
  groups: readonly G[],
  categoryOf: readonly string[],
  asked: readonly number[],
): Held<G>[] {
  return groups
    .map((group) => {
      const counts = new Map<string, number>();
      for (const text of group.texts) {
        const category = categoryOf[text] ?? '';
        counts.set(category, (counts.get(category) ?? 0) + (asked[text] ?? 0));
      }
      const categories = [...counts].sort(([, a], [, b]) => b - a);
      return { group, volume: sum(categories.map(([, count]) => count)), categories };
    })
    .sort((a, b) => b.volume - a.volume);
}

/**
 * Of the 20 categories asked most: the share that has the majority of one of the 20 greatest groups, if that is at least
 * 80 % of the group; and the mean share of a category's questions that lie in its greatest group of that purity.
 */
export function shownBy(
  held: readonly Held<unknown>[],
  categoryOf: readonly string[],
  asked: readonly number[],
): Shown {
  const volumes = new Map<string, number>();
  for (const [text, category] of categoryOf.entries())
    volumes.set(category, (volumes.get(category) ?? 0) + (asked[text] ?? 0));
  const truth = [...volumes].sort(([, a], [, b]) => b - a).slice(0, TOP);
  const found = new Set(
    held
      .slice(0, TOP)
      .filter((group) => purityOf(group) >= PURE)
      .map(({ categories }) => categories[0]?.[0]),
  );
  const pure = held.filter((group) => purityOf(group) >= PURE);
  const covered = truth.map(([category, volume]) => {
    const counts = pure.map(({ categories: [first] }) => (first?.[0] === category ? first[1] : 0));
    return Math.max(0, ...counts) / volume;
  });
  return {
    top20_recall: truth.filter(([category]) => found.has(category)).length / truth.length,
    coverage: sum(covered) / truth.length,
  };
}

/** The share of the greatest category in a group. */
export function purityOf({ volume, categories }: Held<unknown>): number {
  return volume === 0 ? 0 : (categories[0]?.[1] ?? 0) / volume;
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
