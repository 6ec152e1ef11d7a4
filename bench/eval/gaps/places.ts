import type { Majority } from './truth.ts';

/** What stands on top of the inbox is judged in so many places. */
export const PLACES = 12;
const MOST_OF_AN_INTENT = 2;
const PURE = 0.9;

/** The first places that failing intents have: of each intent, what they hold counting two of an intent, and how pure they are. */
export type Held = { byIntent: Map<string, Majority[]>; held: number; purity: number };

/** A place is an intent's where both its failed turns and all turns of its core are mostly of it. @param places from the first on */
export function heldBy(places: readonly Majority[], failing: ReadonlySet<string>): Held {
  const own = places.slice(0, PLACES).filter(({ intent, ofCore }) => failing.has(intent) && ofCore > 0.5);
  const byIntent = Map.groupBy(own, ({ intent }) => intent);
  const held = [...byIntent.values()].reduce((sum, list) => sum + Math.min(list.length, MOST_OF_AN_INTENT), 0);
  return { byIntent, held, purity: purityOf(own) };
}

/** Intents with at most two of the first places, and those pure. */
export function clearIntents({ byIntent }: Held): number {
  return [...byIntent.values()].filter((list) => list.length <= MOST_OF_AN_INTENT && purityOf(list) >= PURE).length;
}

/** The gates that are missed, of so many failing intents. */
export function missedPlaces({ byIntent, held, purity }: Held, intents: number): string[] {
  return [
    ...(held >= intents
      ? []
      : [
          `the failing intents hold ${held} of the first ${PLACES} places, counting ${MOST_OF_AN_INTENT} each, at least ${intents}`,
        ]),
    ...[...byIntent]
      .filter(([, list]) => list.length > MOST_OF_AN_INTENT)
      .map(
        ([intent, list]) =>
          `${intent} holds ${list.length} of the first ${PLACES} places, at most ${MOST_OF_AN_INTENT}`,
      ),
    ...(purity >= PURE ? [] : [`purity of those places ${purity.toFixed(2)}, at least ${PURE}`]),
  ];
}

/** The share of failed turns that are what their place says; 0 without any. */
function purityOf(places: readonly Majority[]): number {
  const failed = places.reduce((sum, place) => sum + place.failed, 0);
  return (
    places.reduce((sum, place) => sum + Math.min(place.purity, place.ofCore) * place.failed, 0) / Math.max(1, failed)
  );
}
