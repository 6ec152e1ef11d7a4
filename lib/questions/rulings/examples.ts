import { enforce } from '#lib/questions/grouping/enforce.ts';
import { type Meaning, placedRulings, type Ruling, textsOf } from '#lib/questions/grouping/rulings.ts';
import type { Space } from '#lib/questions/grouping/space.ts';

/**
 * What stands for a group when it is merged or pinned: its core, and one text of every meaning that was ruled on there
 * before, so that the new word reaches them all.
 */
export function examplesOf(
  core: readonly number[],
  members: ReadonlySet<number>,
  meanings: readonly Meaning[],
): number[] {
  const reached = meanings.flatMap((meaning) => {
    const texts = textsOf(meaning).filter((text) => members.has(text));
    return texts.some((text) => core.includes(text)) ? [] : texts.slice(0, 1);
  });
  return [...core, ...reached];
}

/**
 * What stands for those that stay when others leave: their core, and one text of every meaning that a leaving text was
 * in, of a set that is not leaving if there is one. So the older word, which would drag the rest along, is given up.
 */
export function stayingOf(
  core: readonly number[],
  leaving: ReadonlySet<number>,
  members: ReadonlySet<number>,
  meanings: readonly Meaning[],
): number[] {
  const torn = meanings.flatMap((meaning) => {
    const texts = textsOf(meaning);
    if (!texts.some((text) => leaving.has(text)) || texts.some((text) => core.includes(text))) return [];
    const whole = meaning.sets.filter((set) => !set.some((text) => leaving.has(text)));
    return [...whole.flat(), ...texts].filter((text) => members.has(text) && !leaving.has(text)).slice(0, 1);
  });
  return [...core, ...torn];
}

/**
 * Divides a group: the texts of each set after the first leave, and with them every member that is nearer to them than
 * to those that stay. A member without a vector stays.
 * @param places where members lie in the space @param rulings that hold already @param sets of which the first stays
 * @returns the texts that leave with each set after the first
 */
export function dividedBy(
  space: Space,
  places: ReadonlyMap<number, number>,
  rulings: readonly Ruling[],
  sets: readonly (readonly number[])[],
): number[][] {
  const placed = placedRulings([...rulings, { kind: 'apart', sets }], places);
  const parts = enforce(space, [[...places.values()]], placed).map((part) => new Set(part));
  const named = new Set(sets.flat());
  return sets.slice(1).map((set) => {
    const part = parts.find((one) => set.some((text) => one.has(places.get(text) ?? -1)));
    const along = [...places].flatMap(([text, place]) => (part?.has(place) === true && !named.has(text) ? [text] : []));
    return [...set, ...along];
  });
}
