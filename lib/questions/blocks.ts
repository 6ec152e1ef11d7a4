import { QUARTER } from '#lib/measures/zones.ts';

/** The coarsest blocks: 4^7 quarters of an hour, 170 days and 16 hours. */
export const LAST_GRAIN = 7;

/** Blocks of 4^grain quarters side by side, from `from` on and before `to` (quarters), added (1) or taken away (-1). */
export type BlockRun = { grain: number; from: number; to: number; sign: 1 | -1 };

/** From `from` on and before `to`, in quarters of an hour since 2000-01-01 UTC. */
export type Quarters = { from: number; to: number };

const ORIGIN = Date.UTC(2000, 0, 1);

/** All of time that a turn may have, at the edges of coarsest blocks. */
export const ALL_TIME: Quarters = { from: -64 * blockLength(LAST_GRAIN), to: 256 * blockLength(LAST_GRAIN) };

/** The quarters of an hour in a block. */
export function blockLength(grain: number): number {
  return 4 ** grain;
}

/** The quarters of an hour from 2000-01-01 UTC to an instant (`2026-11-18T10:15:00Z`); a RangeError for one that is not at a quarter. */
export function quarterAt(utc: string): number {
  const quarters = (Date.parse(utc) - ORIGIN) / QUARTER;
  if (!Number.isInteger(quarters)) throw new RangeError(`${utc} is not at a quarter of an hour.`);
  return quarters;
}

/** A quarter as the naive UTC columns hold it: `2026-11-18T10:15:00.000`. */
export function quarterText(quarter: number): string {
  return new Date(ORIGIN + quarter * QUARTER).toISOString().replace('Z', '');
}

/**
 * The fewest blocks that together are the window from `from` on and before `to` (quarters of an hour since 2000-01-01
 * UTC): coarse ones in the middle, finer ones at the edges, which are taken away where that is shorter. No block is in
 * two runs. Empty when nothing lies between.
 */
export function blocksOf(from: number, to: number): BlockRun[] {
  if (!Number.isInteger(from) || !Number.isInteger(to)) throw new RangeError('A window is made of whole quarters.');
  return from < to ? fewest(from, to, 0, new Map()).runs : [];
}

type Cover = { count: number; runs: BlockRun[] };

/** `first` and `end` count blocks of this grain. Each edge stays, or goes to the next coarser block on either side. */
function fewest(first: number, end: number, grain: number, known: Map<string, Cover>): Cover {
  const key = `${grain}:${first}:${end}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  let best: Cover = { count: end - first, runs: runOf(grain, first, end) };
  for (const start of grain < LAST_GRAIN ? edgesAt(first / 4) : []) {
    for (const stop of edgesAt(end / 4)) {
      const edges = Math.abs(4 * start - first) + Math.abs(end - 4 * stop);
      if (start > stop || edges >= best.count) continue;
      const middle = fewest(start, stop, grain + 1, known);
      if (edges + middle.count >= best.count) continue;
      const runs = [...runOf(grain, first, 4 * start), ...middle.runs, ...runOf(grain, 4 * stop, end)];
      best = { count: edges + middle.count, runs };
    }
  }
  known.set(key, best);
  return best;
}

function edgesAt(place: number): number[] {
  return Number.isInteger(place) ? [place] : [Math.floor(place), Math.ceil(place)];
}

/** From block `first` to block `end`, taken away when it runs backwards. */
function runOf(grain: number, first: number, end: number): BlockRun[] {
  const length = blockLength(grain);
  if (first === end) return [];
  const run = { grain, from: Math.min(first, end) * length, to: Math.max(first, end) * length };
  return [{ ...run, sign: first < end ? 1 : -1 }];
}

/**
 * A window in parts for a small chart: at most `most` blocks of one grain, of which the first and the last are cut to the
 * window. As many parts as fit, so at least a quarter of `most` where the window is that long. Each part begins where the
 * one before it ends.
 */
export function partsOf(from: number, to: number, most: number): Quarters[] {
  if (from >= to) return [];
  let length = 1;
  while (partsIn(from, to, length) > most) length *= 4;
  const first = Math.floor(from / length);
  return Array.from({ length: partsIn(from, to, length) }, (_, place) => ({
    from: Math.max(from, (first + place) * length),
    to: Math.min(to, (first + place + 1) * length),
  }));
}

function partsIn(from: number, to: number, length: number): number {
  return Math.ceil(to / length) - Math.floor(from / length);
}
