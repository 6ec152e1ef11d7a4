import { meaningsOf } from '#lib/questions/grouping/rulings.ts';
import { type Decision, rulingsOf } from './decision.ts';

/** So many examples of a set are to last, where it had as many. */
const ENOUGH = 5;

/** A text that is there: its group, and whether it is to stay. */
export type Example = { group: number; lasts: boolean };

/** Examples of one set that are gone or go, those of it that are there, and the group in which most of these lie. */
export type ThinSet = { group: number; there: number[]; going: number[] };

/**
 * The sets of examples, of all meanings that stand, that lose some. One of which nothing is there any more is none of them: nobody
 * knows where it lay.
 * @param examples those that are there, by their ids
 */
export function thinSetsOf(decisions: readonly Decision[], examples: ReadonlyMap<number, Example>): ThinSet[] {
  const sets = meaningsOf(rulingsOf(decisions)).flatMap((meaning) => meaning.sets);
  return sets.flatMap((set) => {
    const there = set.filter((text) => (examples.get(text)?.group ?? 0) > 0);
    const lasting = set.filter((text) => examples.get(text)?.lasts === true).length;
    const gone = set.filter((text) => !examples.has(text));
    const leaving = set.filter((text) => examples.get(text)?.lasts === false);
    const going = [...gone, ...leaving].slice(0, Math.max(0, ENOUGH - lasting));
    const [home] = [...Map.groupBy(there, (text) => examples.get(text)?.group ?? 0)].sort(
      ([, a], [, b]) => b.length - a.length,
    );
    return home === undefined || going.length === 0 ? [] : [{ group: home[0], there, going }];
  });
}

/**
 * Decisions in which others stand for examples: in the place of one that is gone, beside one that is still there, and wherever that is
 * named, so that what was said of it is said of them. @param standIns texts that no decision names, by those they stand in for
 * @returns the decisions that change
 */
export function withStandIns(
  decisions: readonly Decision[],
  standIns: ReadonlyMap<number, number>,
  isThere: (text: number) => boolean,
): Decision[] {
  const filled = (set: readonly number[]) =>
    set.flatMap((text) => {
      const other = standIns.get(text);
      if (other === undefined) return [text];
      return isThere(text) ? [text, other] : [other];
    });
  return decisions
    .filter(({ undone, sets }) => !undone && sets.flat().some((text) => standIns.has(text)))
    .map((decision) => ({ ...decision, sets: decision.sets.map(filled) }));
}
