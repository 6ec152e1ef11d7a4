import type { Space } from './space.ts';
import { dot } from './vectors.ts';

/** Share of all texts from which two groups may be one: below it the communities themselves see what belongs together. */
const WHOLE = 0.025;
/** Mean cosine between two parts of one question. Both chosen on BANKING77's train part, with categories of even and of uneven size. */
const NEAR = 0.5;

type Sum = { texts: number[]; sum: Float32Array };

/**
 * Joins the parts of what is asked in very many ways. Modularity with a resolution allows no community beyond a share of the whole graph
 * (Fortunato and Barthélemy 2007, the other way round), so the question that is asked most would be several groups: those that are
 * near and together hold at least 2.5 % of all texts are one, the nearest first.
 * @returns the groups in the order of their first texts
 */
export function rejoin(space: Space, groups: readonly (readonly number[])[]): number[][] {
  const least = WHOLE * space.count;
  const sums: Sum[] = groups.map((texts) => ({ texts: [...texts], sum: space.sum(texts) }));
  for (;;) {
    const pair = nearestPair(sums, least);
    if (pair === null) return sums.map(({ texts }) => texts).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    const { one, other } = pair;
    one.texts = [...one.texts, ...other.texts].sort((a, b) => a - b);
    one.sum = one.sum.map((value, at) => value + (other.sum[at] ?? 0));
    sums.splice(sums.indexOf(other), 1);
  }
}

/** One of a pair holds at least half of what both must hold, so few are compared with all. */
function nearestPair(sums: readonly Sum[], least: number): { one: Sum; other: Sum } | null {
  let nearest: { one: Sum; other: Sum } | null = null;
  let most = NEAR;
  for (const one of sums) {
    if (2 * one.texts.length < least || one.texts.length < 2) continue;
    for (const other of sums) {
      const smaller =
        other.texts.length < one.texts.length || (other.texts.length === one.texts.length && other !== one);
      if (!smaller || other.texts.length < 2 || one.texts.length + other.texts.length < least) continue;
      const mean = dot(one.sum, other.sum) / (one.texts.length * other.texts.length);
      if (mean < most) continue;
      nearest = { one, other };
      most = mean;
    }
  }
  return nearest;
}
