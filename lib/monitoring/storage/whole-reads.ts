import type { Counters } from './counters.ts';

type Reading = Pick<Counters, 'readAt' | 'scanned'>;
/** How many times as many rows as the table has were read by going through it, in how many seconds, and how many rows. */
export type Whole = { times: number; seconds: number; read: number };

/** A rate from less is chance. */
const NEEDED_SECONDS = 25;

/** What of a table was read whole from one reading to another; null where that cannot be told. */
export function wholeReads(table: string, to: Reading, from: Reading | null): Whole | null {
  const now = to.scanned.find((one) => one.table === table);
  const then = from?.scanned.find((one) => one.table === table);
  if (from === null || now === undefined || then === undefined || now.read < then.read) return null;
  const seconds = (Date.parse(to.readAt) - Date.parse(from.readAt)) / 1_000;
  const read = now.read - then.read;
  return seconds <= 0 ? null : { times: read / now.rows, seconds, read };
}

/**
 * How many times a minute a table was read whole, over all readings in which it is.
 * @param readings the oldest first
 * @returns null from less than 25 seconds of them, and where the server began to count anew
 */
export function wholePerMinute(table: string, readings: readonly Reading[]): number | null {
  const seen = readings.filter(({ scanned }) => scanned.some((one) => one.table === table));
  const [first, last] = [seen[0], seen.at(-1)];
  const whole = first === undefined || last === undefined ? null : wholeReads(table, last, first);
  return whole === null || whole.seconds < NEEDED_SECONDS ? null : (whole.times / whole.seconds) * 60;
}
