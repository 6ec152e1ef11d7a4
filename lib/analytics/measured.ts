import { type Histogram, mergeHistograms, quantileOf, readHistogram } from '#lib/measures/histogram.ts';

/** What was counted of a set of turns, its histogram read. */
export type Measured = {
  turns: number;
  sessions: number;
  answered: number;
  unanswered: number;
  partial: number;
  timed: number;
  times: Histogram;
};

type Row = Omit<Measured, 'times'> & { histogram: string };

export const nothingMeasured: Measured = {
  turns: 0,
  sessions: 0,
  answered: 0,
  unanswered: 0,
  partial: 0,
  timed: 0,
  times: [],
};

/** A row of figures with its histogram read; nothing where there is none. */
export function measuredOf(row: Row | undefined): Measured {
  if (row === undefined) return nothingMeasured;
  const { turns, sessions, answered, unanswered, partial, timed } = row;
  return { turns, sessions, answered, unanswered, partial, timed, times: readHistogram(row.histogram) };
}

/** Several sets of turns as one. */
export function sumMeasured(all: readonly Measured[]): Measured {
  const sum = (name: Exclude<keyof Measured, 'times'>) => all.reduce((total, one) => total + one[name], 0);
  return {
    turns: sum('turns'),
    sessions: sum('sessions'),
    answered: sum('answered'),
    unanswered: sum('unanswered'),
    partial: sum('partial'),
    timed: sum('timed'),
    times: mergeHistograms(all.map(({ times }) => times)),
  };
}

/** p50, p95 and p99 in milliseconds; null where no turn came with a time. */
export function percentilesOf({ times }: Measured): { p50: number | null; p95: number | null; p99: number | null } {
  return { p50: quantileOf(times, 0.5), p95: quantileOf(times, 0.95), p99: quantileOf(times, 0.99) };
}
