import type { Group } from '#lib/questions/grouping/regroup.ts';
import { PURE } from './measure.ts';

/** Fewer texts are no matter for a badge: nobody looks at them. */
const LEAST = 5;

/** How far "mixed?" can be trusted when it marks every group of a lower cohesion. */
export type Badge = {
  below: number;
  marked: number;
  /** The share of those marked that do hold more than one meaning; 1 when none is marked. */
  precision: number;
  /** The share of those with more than one meaning that are marked; 1 when there is none. */
  recall: number;
};

/** Groups of five texts and more, and those of them with less than 80 % of one category. */
export type Badges = { groups: number; mixed: number; badges: Badge[] };

/** How the badge does at each threshold. @param thresholds of cohesion */
export function badgesOf(
  groups: readonly Pick<Group<never>, 'texts' | 'cohesion'>[],
  categoryOf: readonly string[],
  thresholds: readonly number[],
): Badges {
  const shown = groups
    .filter(({ texts }) => texts.length >= LEAST)
    .map(({ texts, cohesion }) => ({ cohesion, mixed: shareOfFirst(texts, categoryOf) < PURE }));
  const mixed = shown.filter((group) => group.mixed).length;
  const badges = thresholds.map((below) => {
    const marked = shown.filter(({ cohesion }) => cohesion < below);
    const right = marked.filter((group) => group.mixed).length;
    return {
      below,
      marked: marked.length,
      precision: marked.length === 0 ? 1 : right / marked.length,
      recall: mixed === 0 ? 1 : right / mixed,
    };
  });
  return { groups: shown.length, mixed, badges };
}

function shareOfFirst(texts: readonly number[], categoryOf: readonly string[]): number {
  const counts = Map.groupBy(texts, (text) => categoryOf[text]).values();
  return Math.max(...[...counts].map(({ length }) => length)) / texts.length;
}
