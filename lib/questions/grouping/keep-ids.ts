/** Share of all texts of an old and a new group that both hold, from which the new one is the old one's heir. */
export const HEIR = 0.5;

/**
 * Gives the groups of a re-cluster the ids of those before, so that names, trends and links do not jump. Pinned groups
 * come first and go to the group that holds most of their texts; the others to a group with a Jaccard index of at least
 * 0.5 over the texts that were grouped before, the greatest first.
 * @param before the id of each text that had a group
 * @returns an id for each group; null for a new one
 */
export function keepIds<Id>(
  groups: readonly (readonly number[])[],
  before: ReadonlyMap<number, Id>,
  pinned: ReadonlySet<Id> = new Set(),
): (Id | null)[] {
  const sizes = new Map<Id, number>();
  for (const id of before.values()) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const pairs = groups.flatMap((texts, group) => {
    const known = texts.flatMap((text) => before.get(text) ?? []);
    return [...Map.groupBy(known, (id) => id)].map(([id, { length: shared }]) => ({
      group,
      id,
      shared,
      jaccard: shared / (known.length + (sizes.get(id) ?? 0) - shared),
    }));
  });
  const ids: (Id | null)[] = groups.map(() => null);
  const given = new Set<Id>();
  const give = ({ group, id }: { group: number; id: Id }) => {
    if (ids[group] !== null || given.has(id)) return;
    ids[group] = id;
    given.add(id);
  };
  for (const pair of pairs.filter(({ id }) => pinned.has(id)).sort((a, b) => b.shared - a.shared)) give(pair);
  for (const pair of pairs.filter(({ jaccard }) => jaccard >= HEIR).sort((a, b) => b.jaccard - a.jaccard)) give(pair);
  return ids;
}
