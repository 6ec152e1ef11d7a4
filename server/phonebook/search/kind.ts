import type { Scored } from './rank.ts';
import type { Query } from './read-query.ts';

/** What kind of search it was, by what answered it: monitoring lists their times apart. */
export const searchKinds = ['exact', 'full-text', 'fuzzy', 'phone', 'role'] as const;
export type SearchKind = (typeof searchKinds)[number];

const asTyped = new Set(['same', 'starts', 'initial', 'stem']);

/** A search that found nobody has looked everywhere, and counts as fuzzy. */
export function kindOf({ isNumber, numbers, extensions }: Query, best: Scored | undefined): SearchKind {
  if (isNumber && numbers.length + extensions.length > 0) return 'phone';
  if (best === undefined) return 'fuzzy';
  if (best.exact !== null) return 'exact';
  if (best.matches.length > 0 && best.matches.every(({ field }) => field !== 'full_name')) return 'role';
  return best.matches.every(({ fit }) => asTyped.has(fit.how)) ? 'full-text' : 'fuzzy';
}
