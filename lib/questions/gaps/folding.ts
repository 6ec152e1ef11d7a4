import type { GapRow } from './gap.ts';

type Placed = Pick<GapRow, 'id' | 'under'>;

/** The gap that leads the place of this one: itself where it stands alone. */
export function leadOf({ id, under }: Placed): string {
  return under ?? id;
}

/**
 * The rows of the list: of gaps that share a place the first alone, unless its place is unfolded or one below it is selected.
 * @param unfolded ids of the gaps that lead unfolded places
 */
export function shownRows<Row extends Placed>(
  rows: readonly Row[],
  unfolded: ReadonlySet<string>,
  selected: string | null,
): Row[] {
  const open = rows.find(({ id }) => id === selected)?.under ?? null;
  return rows.filter(({ under }) => under === null || under === open || unfolded.has(under));
}

/**
 * The place of the list that a step leads to from the selected gap.
 * @param place where that stands; -1 once it has left the list, since others closed it
 * @param stood where it stood last: what followed it has moved up there
 * @param by 1 down, -1 up
 */
export function placeBeside(place: number, stood: number, by: 1 | -1, count: number): number {
  const to = place >= 0 ? place + by : stood + Math.min(0, by);
  return Math.min(Math.max(0, to), count - 1);
}
