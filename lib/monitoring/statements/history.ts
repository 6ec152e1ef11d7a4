import type { Reading } from '#lib/charts/reading.ts';
import type { Bucket, Flag } from '#lib/charts/series.ts';
import type { ChartTable } from '#lib/charts/table.ts';
import { countOf, formatCount } from '#lib/count.ts';
import { formatInstant } from '#lib/time.ts';
import type { MeanPoint } from './board.ts';
import type { Seam } from './deltas.ts';
import { minuteText } from './params.ts';
import { msFigure, msWords } from './words.ts';

/** A bucket of a statement's history: milliseconds a call, null where it did not run. */
export type HistoryPoint = Bucket & { mean: number | null; calls: number };

const MINUTE = 60_000;
const DAY_MINUTES = 1_440;

/**
 * The points of a history as they are drawn, each leading to its own stretch of time.
 * @param step minutes of a point
 * @param hrefOf the page of that stretch
 */
export function historyPoints(
  points: readonly MeanPoint[],
  { step, zone, now, hrefOf }: { step: number; zone: string; now: Date; hrefOf: (from: number, to: number) => string },
): HistoryPoint[] {
  return points.map(({ at, calls, ms }) => {
    const [from, to] = [new Date(at), new Date(at + step * MINUTE)];
    const isDay = step >= DAY_MINUTES / 2;
    return {
      label: formatInstant(from, zone, isDay ? 'lately' : 'clock', now),
      title: `${formatInstant(from, zone, 'moment', now)}, ${step < 60 ? `${step} min` : `${step / 60} h`}, ${zone}`,
      href: to.getTime() <= now.getTime() && step > 1 ? hrefOf(at, to.getTime()) : null,
      unfinished: to.getTime() > now.getTime(),
      mean: calls > 0 ? ms / calls : null,
      calls,
    };
  });
}

const seamWords: Record<Seam, string> = {
  start: 'monitoring began',
  restart: 'Postgres restarted',
  reset: 'statistics reset',
  evicted: 'lines were dropped',
};

/** Where counters began anew, as flags. */
export function seamFlags(
  seams: readonly { at: number; kind: Seam }[],
  points: readonly MeanPoint[],
  step: number,
): Flag[] {
  const [first] = points;
  if (first === undefined) return [];
  const flags = seams.map(({ at, kind }) => ({ at: (at - first.at) / (step * MINUTE), label: seamWords[kind] }));
  // One a bucket and kind is enough.
  return flags.filter(
    (flag, place) =>
      flags.findIndex((other) => Math.floor(other.at) === Math.floor(flag.at) && other.label === flag.label) === place,
  );
}

/** What the head reads of one point, and the legend without one. */
export function historyReading(
  point: HistoryPoint | null,
  usualMs: number | null,
  changes: readonly string[] = [],
): Reading {
  return {
    title: point?.title ?? null,
    unfinished: point?.unfinished ?? false,
    changes: point === null ? undefined : changes,
    items: [
      {
        mark: 'line-1',
        label: 'a call',
        ...(point !== null && { value: point.mean === null ? 'did not run' : msWords(point.mean) }),
      },
      ...(usualMs === null ? [] : [{ mark: 'before' as const, label: 'usual', value: msWords(usualMs) }]),
      { mark: 'all', label: 'calls', ...(point !== null && { value: formatCount(point.calls) }) },
    ],
  };
}

/** The history in two sentences. */
export function historySummary(points: readonly HistoryPoint[]): string {
  const known = points.flatMap(({ mean }) => (mean === null ? [] : [mean]));
  const calls = points.reduce((sum, point) => sum + point.calls, 0);
  if (known.length === 0) return 'It did not run in this time.';
  return `From ${msWords(Math.min(...known))} to ${msWords(Math.max(...known))} a call. ${countOf(calls, 'call', 'calls')} in all.`;
}

/** The same figures as rows. */
export function historyTable(points: readonly HistoryPoint[]): ChartTable {
  return {
    columns: [{ label: 'When' }, { label: 'Calls' }, { label: 'A call', unit: 'ms', decimals: 2 }, { label: 'State' }],
    rows: points.map(({ title, href, mean, calls, unfinished }) => ({
      href,
      cells: [title, calls, mean, unfinished ? 'still counting' : ''],
    })),
  };
}

/** Means for a small line, each place without calls as the one before it: a pause is no change. */
export function trendOf(points: readonly MeanPoint[]): number[] {
  const first = points.find(({ calls }) => calls > 0);
  let last = first === undefined ? 0 : first.ms / first.calls;
  return points.map(({ calls, ms }) => {
    if (calls > 0) last = ms / calls;
    return last;
  });
}

/** What a small line says to those who do not see it. */
export function trendWords(points: readonly MeanPoint[]): string {
  const means = points.filter(({ calls }) => calls > 0).map(({ calls, ms }) => ms / calls);
  if (means.length === 0) return 'Did not run';
  return `${msFigure(Math.min(...means))} to ${msFigure(Math.max(...means))} ms a call`;
}

/** A window as an address and a file name have it. */
export function stretchName(from: number, to: number): string {
  return `${minuteText(from)}-to-${minuteText(to)}`.replaceAll(':', '');
}
