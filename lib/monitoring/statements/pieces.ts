const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The lengths in minutes by which figures are kept, longest first, for how long, and for how long also where they take too much
 * room: an hour of minutes can be held against the same hour a day before, unless the cap of monitoring is very small.
 */
export const grains = [
  { minutes: 1_440, keptMs: 100 * DAY, surelyMs: 100 * DAY },
  { minutes: 60, keptMs: 100 * DAY, surelyMs: 100 * DAY },
  { minutes: 10, keptMs: 14 * DAY, surelyMs: 14 * DAY },
  { minutes: 1, keptMs: 72 * HOUR, surelyMs: 26 * HOUR },
] as const;
export type Grain = (typeof grains)[number]['minutes'];

/** Instants in milliseconds since 1970, `to` not included. */
export type Stretch = { from: number; to: number };

/** A stretch that is read by rows of one length. */
export type Piece = Stretch & { grain: Grain };

/** The stretch as it can be told: its ends moved outwards to rows that are surely kept at `now`. */
export function aligned({ from, to }: Stretch, now: number): Stretch {
  const fits = finestKept(from, now);
  const step = fits.minutes * MINUTE;
  return { from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step };
}

/** The fewest rows that make up a stretch of whole minutes, without gap or overlap: days within, shorter ones at its ends. Days are UTC's. */
export function piecesOf({ from, to }: Stretch, place = 0): Piece[] {
  const grain = grains[place]?.minutes;
  if (grain === undefined || from >= to) return [];
  const step = grain * MINUTE;
  const first = Math.ceil(from / step) * step;
  const last = Math.floor(to / step) * step;
  if (first >= last) return piecesOf({ from, to }, place + 1);
  return [
    ...piecesOf({ from, to: first }, place + 1),
    { grain, from: first, to: last },
    ...piecesOf({ from: last, to }, place + 1),
  ];
}

const steps = [1, 2, 5, 10, 20, 30, 60, 120, 180, 360, 720, 1_440, 2_880] as const;

/** How a stretch is cut for a chart: buckets of `step` minutes, at most `most` of them, read by rows of `grain` minutes. */
export function bucketsOf({ from, to }: Stretch, now: number, most: number): Stretch & { step: number; grain: Grain } {
  const kept = finestKept(from, now);
  const wanted = (to - from) / MINUTE / most;
  const step = steps.find((one) => one >= wanted && one >= kept.minutes) ?? 2_880;
  const grain = grains.find(({ minutes }) => step % minutes === 0)?.minutes ?? 1;
  const length = step * MINUTE;
  return { from: Math.floor(from / length) * length, to: Math.ceil(to / length) * length, step, grain };
}

/** Past what is kept at all, hours: as fine as what is almost as old. */
function finestKept(from: number, now: number): (typeof grains)[number] {
  return grains.filter(({ surelyMs }) => from >= now - surelyMs).at(-1) ?? grains[1];
}
