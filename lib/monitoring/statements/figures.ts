import { z } from 'zod';

/** What is counted of statements, in the order in which it is stored. Blocks are Postgres's own, of 8 kB. */
export const figureNames = ['calls', 'ms', 'rows', 'hit', 'read', 'written', 'temp', 'ioMs'] as const;
export type FigureName = (typeof figureNames)[number];

/**
 * Figures of one statement or many in a stretch of time. `ms` is the time spent in them, `hit` and `read` blocks found in
 * shared buffers and not, `written` blocks they had to write themselves, `temp` blocks of temporary files written, `ioMs`
 * the time spent reading and writing, zero where track_io_timing is off.
 */
export const figuresSchema = z.object({
  calls: z.number(),
  ms: z.number(),
  rows: z.number(),
  hit: z.number(),
  read: z.number(),
  written: z.number(),
  temp: z.number(),
  ioMs: z.number(),
});
export type Figures = z.infer<typeof figuresSchema>;

export const BLOCK_BYTES = 8_192;

/** Nothing at all. */
export const noFigures: Figures = { calls: 0, ms: 0, rows: 0, hit: 0, read: 0, written: 0, temp: 0, ioMs: 0 };

/** `one` and `other` together. */
export function addFigures(one: Figures, other: Figures): Figures {
  return {
    calls: one.calls + other.calls,
    ms: one.ms + other.ms,
    rows: one.rows + other.rows,
    hit: one.hit + other.hit,
    read: one.read + other.read,
    written: one.written + other.written,
    temp: one.temp + other.temp,
    ioMs: one.ioMs + other.ioMs,
  };
}

/** All of them together. */
export function sumFigures(all: Iterable<Figures>): Figures {
  let sum = noFigures;
  for (const one of all) sum = addFigures(sum, one);
  return sum;
}

/** Milliseconds a call; null where there was none. */
export function meanOf({ calls, ms }: Pick<Figures, 'calls' | 'ms'>): number | null {
  return calls > 0 ? ms / calls : null;
}

/**
 * By what statements are put in order: the time of all calls, of one, how often, blocks from outside the buffers, temporary
 * files, and how much longer the calls took than they would have at the other window's mean.
 */
export const orders = ['total', 'mean', 'calls', 'io', 'temp', 'change'] as const;
export type StatementOrder = (typeof orders)[number];

/** The figure an order goes by; the greatest stands first. */
export function weightOf(order: StatementOrder, figures: Figures, before: Figures = noFigures): number {
  switch (order) {
    case 'total':
      return figures.ms;
    case 'mean':
      return meanOf(figures) ?? 0;
    case 'calls':
      return figures.calls;
    case 'io':
      return figures.read + figures.written;
    case 'temp':
      return figures.temp;
    case 'change':
      return figures.ms - figures.calls * (meanOf(before) ?? 0);
  }
}

/** Orders whose first are always kept by name. Who is only called often costs nothing. */
const kept: readonly StatementOrder[] = ['total', 'mean', 'io', 'temp'];

/** Those that are among the `most` first by time, mean, blocks or temporary files; who has none of it is not first in it. */
export function firstOfAll<T extends { figures: Figures }>(all: readonly T[], most: number): Set<T> {
  const chosen = new Set<T>();
  for (const order of kept) {
    const weighed = all.filter(({ figures }) => weightOf(order, figures) > 0);
    if (weighed.length > most)
      weighed.sort((one, other) => weightOf(order, other.figures) - weightOf(order, one.figures));
    for (const one of weighed.slice(0, most)) chosen.add(one);
  }
  return chosen;
}
