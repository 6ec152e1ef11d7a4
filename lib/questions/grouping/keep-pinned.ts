/**
 * Sees to it that no pinned group is swallowed and none swallows another: where most of the texts that a group holds of
 * it lie among more that had other homes, its own texts are a group of their own again. So each pinned group has a heir,
 * and no two the same.
 * @param groups the texts of each group @param before the id of each text that had a group
 */
export function keepPinned<Id>(
  groups: readonly (readonly number[])[],
  before: ReadonlyMap<number, Id>,
  pinned: ReadonlySet<Id>,
): number[][] {
  const kept = groups.map((texts) => [...texts]);
  for (const id of pinned) {
    const own = (texts: readonly number[]) => texts.filter((text) => before.get(text) === id);
    const [home] = kept.map((texts) => ({ texts, held: own(texts).length })).sort((a, b) => b.held - a.held);
    if (home === undefined || home.held === 0) continue;
    const known = home.texts.filter((text) => before.has(text)).length;
    if (home.held * 2 > known) continue;
    const taken = kept.flatMap(own);
    for (const [place, texts] of kept.entries()) kept[place] = texts.filter((text) => before.get(text) !== id);
    kept.push(taken);
  }
  return kept.filter((texts) => texts.length > 0);
}
