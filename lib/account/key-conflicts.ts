import { countOf, formatCount } from '#lib/count.ts';

/** Of a key no more are counted: from there on the number says nothing new. */
export const MOST_CONFLICTS = 1_000;

/** How many ids of a key came again with another body; one more than are counted stands for all beyond. */
export function conflictWords(count: number): string {
  const ids = count > MOST_CONFLICTS ? `over ${formatCount(MOST_CONFLICTS)} ids` : countOf(count, 'id', 'ids');
  return `${ids} came again with another body`;
}
