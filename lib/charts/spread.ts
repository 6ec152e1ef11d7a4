/**
 * Moves labels at the ends of lines apart until neighbours are `gap` px from each other, keeps their order, and leaves
 * them within `low` and `high` while there is room. Takes and gives px from the top.
 */
export function spreadLabels(places: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const moved = [...places];
  let floor = low;
  for (const index of order) {
    moved[index] = Math.max(places[index] ?? low, floor);
    floor = (moved[index] ?? low) + gap;
  }
  let ceiling = high;
  for (const index of order.toReversed()) {
    moved[index] = Math.min(moved[index] ?? high, ceiling);
    ceiling = (moved[index] ?? high) - gap;
  }
  return moved;
}
