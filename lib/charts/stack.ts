import { type TurnState, turnStates } from '#lib/measures/turn-filter.ts';

/** How many turns there are of each state. */
export type StateCounts = Record<TurnState, number>;

/** The turns of a bar from its foot up: of each state those from `from` to `to`, in the order of `turnStates`. */
export function stackOf(counts: StateCounts): { state: TurnState; from: number; to: number }[] {
  let top = 0;
  return turnStates.map((state) => {
    const from = top;
    top += counts[state];
    return { state, from, to: top };
  });
}
