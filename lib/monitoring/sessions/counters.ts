import type { Before, Counters, Sessions } from '#lib/monitoring/sessions/sample.ts';

type Counted = Omit<Counters, 'since'>;

export type Change = {
  /** From when to when the database counted this. */
  from: string;
  to: string;
  counted: Counted;
};

/**
 * What the database has counted since the oldest sample at hand; null with no sample before. When the statistics were reset
 * or the server started meanwhile, the counters themselves: they began at nothing then.
 */
export function changeOf(newest: Sessions, before: Before): Change | null {
  const oldest = before[0]?.value;
  if (oldest === undefined) return null;
  const anew =
    oldest.startedAt !== newest.startedAt ||
    oldest.counters.since !== newest.counters.since ||
    oldest.counters.commits > newest.counters.commits;
  const less = (name: keyof Counted) => newest.counters[name] - (anew ? 0 : oldest.counters[name]);
  const counted = {
    commits: less('commits'),
    rollbacks: less('rollbacks'),
    deadlocks: less('deadlocks'),
    temporaryBytes: less('temporaryBytes'),
    abandoned: less('abandoned'),
    fatal: less('fatal'),
    killed: less('killed'),
  };
  return { from: anew ? (newest.counters.since ?? newest.startedAt) : oldest.at, to: newest.at, counted };
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in the unit that leaves at most three digits before the point, by thousands: `4.2 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
