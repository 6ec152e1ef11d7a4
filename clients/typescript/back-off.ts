export type BackOff = {
  /** The longest wait after the first failure, in ms. */
  baseMs: number;
  /** The longest wait of all, in ms. */
  capMs: number;
};

/**
 * How long to wait after the `attempt`-th failure in a row (from 1), in ms: anything up to the doubled bound. Full
 * jitter (Brooker, "Exponential Backoff and Jitter", AWS 2015) keeps senders that failed together from returning together.
 */
export function fullJitter(attempt: number, { baseMs, capMs }: BackOff, random: () => number = Math.random): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

/** The wait that a `Retry-After` asks for, in ms: seconds or a date; null when there is none to be read. */
export function readRetryAfter(header: string | undefined, now: number = Date.now()): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? null : Math.max(0, instant - now);
}
