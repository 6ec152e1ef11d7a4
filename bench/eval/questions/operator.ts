import type { Group } from '#lib/questions/grouping/regroup.ts';
import type { Ruling } from '#lib/questions/grouping/rulings.ts';
import { type Held, heldBy, PURE, purityOf } from './measure.ts';

/** The groups that a page shows at once, within which the operator looks. */
const SEEN = 30;
const EXAMPLES = 3;
/** A meaning with a smaller share of its group is not worth an operator's examples. */
const WORTH = 0.1;

/** What a ruling would put right, in questions. */
type Wish = { ruling: Ruling; gain: number };

/**
 * The next action of an operator who knows the truth and looks at the 30 most asked groups: one group with several
 * meanings split by the three most asked examples of each, or two groups of one meaning merged by their core texts;
 * whichever puts most questions right. Null when nothing is wrong.
 */
export function nextRuling<Id>(
  groups: readonly Group<Id>[],
  categoryOf: readonly string[],
  asked: readonly number[],
): Ruling | null {
  const seen = heldBy(groups, categoryOf, asked).slice(0, SEEN);
  const wishes = [...seen.flatMap((held) => splitOf(held, categoryOf, asked)), ...mergesOf(seen)];
  return wishes.sort((a, b) => b.gain - a.gain)[0]?.ruling ?? null;
}

function splitOf<Id>(held: Held<Group<Id>>, categoryOf: readonly string[], asked: readonly number[]): Wish[] {
  if (purityOf(held) >= PURE) return [];
  const worth = held.categories.filter(([, count]) => count >= WORTH * held.volume);
  const sets = worth.map(([category]) =>
    held.group.texts
      .filter((text) => categoryOf[text] === category)
      .sort((a, b) => (asked[b] ?? 0) - (asked[a] ?? 0) || a - b)
      .slice(0, EXAMPLES),
  );
  if (sets.length < 2) return [];
  return [{ ruling: { kind: 'apart', sets }, gain: held.volume * (1 - purityOf(held)) }];
}

function mergesOf<Id>(seen: readonly Held<Group<Id>>[]): Wish[] {
  const pure = seen.filter((held) => purityOf(held) >= PURE);
  return pure.flatMap((held, place) => {
    const greater = pure.slice(0, place).find(({ categories }) => categories[0]?.[0] === held.categories[0]?.[0]);
    if (greater === undefined) return [];
    return [{ ruling: { kind: 'together', sets: [greater.group.core, held.group.core] }, gain: held.volume }];
  });
}
