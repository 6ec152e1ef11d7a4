import type { LogParams } from './params.ts';
import type { Cursor } from './turn.ts';

/**
 * Where the pages on either side of these rows, newest first, begin; null where there is none. `isMore`: in the direction of the
 * walk there are further turns. `searchedTo`: where the time of a search ended, from where it goes on.
 */
export function placesBeside(
  { cursor, direction }: LogParams['walk'],
  rows: readonly Cursor[],
  isMore: boolean,
  searchedTo: Cursor | null,
): { older: Cursor | null; newer: Cursor | null } {
  const [first, last] = [placeOf(rows[0]), placeOf(rows.at(-1))];
  if (direction === 'older') return { older: isMore ? last : searchedTo, newer: cursor === null ? null : first };
  return { older: last, newer: isMore ? first : searchedTo };
}

function placeOf(turn: Cursor | undefined): Cursor | null {
  return turn === undefined ? null : { at: turn.at, id: turn.id };
}
