import { nearestGroup } from '#lib/questions/grouping/assign.ts';
import { isMeanStale, isRegroupDue } from '#lib/questions/grouping/due.ts';
import { Neighbours } from '#lib/questions/grouping/neighbours.ts';
import { regroup } from '#lib/questions/grouping/regroup.ts';
import { meanOf, Space } from '#lib/questions/grouping/space.ts';

type Known = { id: number; centroid: Float32Array };

/**
 * Groups texts in the worker's way, without tables: each goes to the nearest middle as it comes, and all are grouped anew, from the
 * groups there are, whenever that is due.
 * @param vectors of distinct texts in the order they come
 * @returns the texts of each group by their places, and the space they lie in
 */
export function grownGroups(vectors: readonly Float32Array[]): { groups: number[][]; space: Space } {
  const groupOf = new Map<number, number>();
  let known: Known[] = [];
  let space = new Space(new Float32Array(vectors[0]?.length ?? 0));
  let neighbours = new Neighbours(space);
  let [meanTexts, grouped, nextId] = [0, 0, 1];

  const place = (text: number, placed: Float32Array) => {
    const near = nearestGroup(placed, known)?.id;
    if (near === undefined) known.push({ id: nextId, centroid: placed });
    groupOf.set(text, near ?? nextId++);
  };
  const groupAnew = (count: number) => {
    const settled = grouped;
    if (isMeanStale(count, meanTexts)) {
      space = new Space(meanOf(vectors.slice(0, count)), count);
      for (const vector of vectors.slice(0, count)) space.add(vector);
      neighbours = new Neighbours(space);
      meanTexts = count;
    } else {
      for (const vector of vectors.slice(space.count, count)) space.add(vector);
      neighbours.addNew();
    }
    const corpus = {
      space,
      neighbours,
      asked: () => 1,
      rulings: [],
      before: new Map(groupOf),
      pinned: new Set<number>(),
    };
    const made = regroup({ ...corpus, settled: (text) => text < settled });
    known = made.map(({ id, centroid }) => ({ id: id ?? nextId++, centroid }));
    for (const [index, { texts }] of made.entries()) for (const text of texts) groupOf.set(text, known[index]?.id ?? 0);
    grouped = count;
  };

  for (const [text, vector] of vectors.entries()) {
    if (grouped > 0) place(text, space.place(vector));
    if (isRegroupDue(text + 1, grouped)) groupAnew(text + 1);
  }
  for (const vector of vectors.slice(space.count)) space.add(vector);
  return { groups: [...Map.groupBy(groupOf.keys(), (text) => groupOf.get(text)).values()], space };
}
