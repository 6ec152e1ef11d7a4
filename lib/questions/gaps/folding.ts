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
