import { countOf, formatCount } from '#lib/count.ts';
import type { AskedCounts, GroupKind } from '#lib/questions/groups.ts';

/** One text of a group. */
export type Member = AskedCounts & {
  id: number;
  /** As somebody wrote it last; personal data masked. */
  question: string;
  /** In percent, one decimal; null where nothing was judged. */
  rate: number | null;
  /** Cosine with the middle of the group, up to 1. */
  likeness: number | null;
  /** The text of the group it is nearest to. */
  nearest: string | null;
  placedBy: 'online' | 'batch' | 'person' | null;
  /** Whether it stands for the group. */
  isMedoid: boolean;
};

/** Why a text lies in its group, in words. */
export function reasonOf({ likeness, nearest, placedBy, isMedoid }: Member): string {
  if (isMedoid) return 'stands for the group';
  if (placedBy === 'person') return 'placed by a colleague';
  const near = nearest === null ? '' : `, nearest to “${nearest}”`;
  if (likeness === null) return nearest === null ? 'no vector yet' : near.slice(2);
  const when = placedBy === 'online' ? ' when it came' : '';
  return `likeness ${likeness.toFixed(2)}${when}${near}`;
}

/** How many texts are ticked, and how many of them are not in sight. */
export function tickedWords(ticked: number, elsewhere: number): string {
  const words = `${countOf(ticked, 'wording', 'wordings')} ticked`;
  if (elsewhere === 0) return words;
  return elsewhere === ticked ? `${words}, on other pages` : `${words}, ${formatCount(elsewhere)} on other pages`;
}

/** A group that texts may be moved to. */
export type Target = { id: number; version: number; kind: GroupKind; question: string; asked: number };
