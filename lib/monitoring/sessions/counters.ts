import type { Before, Counters, Sessions } from '#lib/monitoring/sessions/sample.ts';

type Counted = Omit<Counters, 'since'>;

export type Change = {
  /** From when to when the database counted this. */
  from: string;
  to: string;
  counted: Counted;
};

const counterNames = [
  'commits',
  'rollbacks',
  'deadlocks',
  'temporaryBytes',
  'abandoned',
  'fatal',
  'killed',
] as const satisfies readonly (keyof Counted)[];

/** Whether the counters began at nothing between two samples: by a reset, or by a crash, which a clean restart is not. */
export function isAnew({ counters: before }: Sessions, { counters: newest }: Sessions): boolean {
  return before.since !== newest.since || counterNames.some((name) => newest[name] < before[name]);
}

/** What the database has counted since the oldest sample at hand, or since its counters began anew; null with no sample before. */
export function changeOf(newest: Sessions, before: Before): Change | null {
  const oldest = before[0]?.value;
  if (oldest === undefined) return null;
  const anew = isAnew(oldest, newest);
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
