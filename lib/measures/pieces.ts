type Stretch = { from: number; to: number };

/** A stretch that belongs to the same windows from end to end; `windows` are their places. */
export type Piece = Stretch & { windows: number[] };

/**
 * Windows that may lie over each other, cut where one of them begins or ends, so that what several share is read once. In
 * the order of time; what belongs to no window is left out.
 */
export function piecesOf(windows: readonly Stretch[]): Piece[] {
  const edges = [...new Set(windows.flatMap(({ from, to }) => (from < to ? [from, to] : [])))].sort((a, b) => a - b);
  const begin = Map.groupBy(windows.keys(), (place) => windows[place]?.from);
  const end = Map.groupBy(windows.keys(), (place) => windows[place]?.to);
  const open = new Set<number>();
  return edges.flatMap((from, place) => {
    for (const over of end.get(from) ?? []) open.delete(over);
    for (const window of begin.get(from) ?? []) if ((windows[window]?.to ?? from) > from) open.add(window);
    const to = edges[place + 1];
    return to === undefined || open.size === 0 ? [] : [{ from, to, windows: [...open].sort((a, b) => a - b) }];
  });
}
