import type { TreeRow } from '#lib/monitoring/locks/tree.ts';

/** How the cords run through one row: each blocker has a lane of its own, from its row down to the last that waits for it. */
export type Cords = {
  /** The lane in which the row's own dot stands, counted from the left. */
  dot: number;
  /** Whether a cord leaves it downwards. */
  starts: boolean;
  /** Lanes that come from above: those that end here, those that go on, and whether they are plugged in here. */
  lanes: { lane: number; from: number; plugs: boolean; ends: boolean }[];
};

type Lane = { lane: number; from: number; last: number };

/** The cords of every row, in the order of the rows. */
export function cordsOf(rows: readonly TreeRow[]): Cords[] {
  const drawn: Lane[] = [];
  return rows.map((row, place) => {
    const above = drawn.filter(({ last }) => last >= place);
    const tied = above.filter(({ from }) => row.tied.includes(from));
    const indent = Math.max(-1, ...tied.map(({ lane }) => lane)) + 1;
    const last = rows.findLastIndex(({ tied: others }) => others.includes(row.pid));
    const starts = last > place;
    const dot = starts ? firstFree(indent, above) : indent;
    if (starts) drawn.push({ lane: dot, from: row.pid, last });
    const lanes = above.map(({ lane, from, last: end }) => ({
      lane,
      from,
      plugs: row.tied.includes(from),
      ends: end === place,
    }));
    return { dot, starts, lanes };
  });
}

function firstFree(from: number, taken: readonly Lane[]): number {
  let lane = from;
  while (taken.some((one) => one.lane === lane)) lane += 1;
  return lane;
}
