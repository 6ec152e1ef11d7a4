import { percentilesOf } from '#lib/analytics/measured.ts';
import type { Overview, Split } from '#lib/analytics/overview.ts';
import { largestOf } from '#lib/analytics/splits.ts';
import { formatMilliseconds, formatShare } from '#lib/charts/figures.ts';
import type { Change, Tile } from '#lib/charts/series.ts';
import { formatCount } from '#lib/count.ts';
import type { AnswerCounts } from '#lib/measures/answer-counts.ts';
import type { Bucket } from '#lib/measures/buckets.ts';
import { type Interval, proportionChange, quantileChange, totalChange } from '#lib/measures/intervals.ts';
import type { Span } from '#lib/measures/windows.ts';

/** The five figures of the head. Changes are of the compared spans, so that half a day is not held against a whole one. */
export function tilesOf(overview: Overview): Tile[] {
  const { whole, compared } = overview;
  const { p50, p95 } = percentilesOf(whole);
  const rated = whole.answered + whole.unanswered;
  const time = (value: number | null) => (value === null ? '–' : formatMilliseconds(value));
  const change = (fraction: number) =>
    compared === null ? null : changeOf(quantileChange(compared.current.times, compared.before.times, fraction));
  return [
    {
      label: 'Turns',
      value: formatCount(whole.turns),
      unit: '',
      change: countChange(overview, 'turns'),
      changeUnit: '%',
      decimals: 0,
    },
    {
      label: 'Sessions begun',
      value: formatCount(whole.sessions),
      unit: '',
      change: countChange(overview, 'sessions'),
      changeUnit: '%',
      decimals: 0,
    },
    {
      label: 'Answer rate',
      value: rated === 0 ? '–' : formatShare(whole.answered / rated),
      unit: '%',
      change:
        compared === null ? null : changeOf(proportionChange(shareOf(compared.current), shareOf(compared.before)), 100),
      changeUnit: 'pt',
      decimals: 1,
    },
    { label: 'Response time, p50', value: time(p50), unit: 'ms', change: change(0.5), changeUnit: 'ms', decimals: 0 },
    { label: 'Response time, p95', value: time(p95), unit: 'ms', change: change(0.95), changeUnit: 'ms', decimals: 0 },
  ];
}

/** In percent of the compared span before; how much of that may be chance, the whole buckets tell that are over in either. */
function countChange(
  { series, seriesBefore, buckets, bucketsBefore, compared, grain }: Overview,
  name: 'turns' | 'sessions',
): Change | null {
  if (compared === null) return null;
  const { spans, current, before } = compared;
  const aligned = grain === 'hour' || (grain === 'day' && buckets.length % 7 === 0);
  const now = wholeOf(buckets, spans.current);
  const then = wholeOf(bucketsBefore, spans.before);
  const counts = (all: Overview['series'], isWhole: boolean[]) =>
    all.filter((_, place) => (aligned ? now[place] && then[place] : isWhole[place])).map((one) => one[name]);
  const totals = { current: current[name], before: before[name] };
  const ratio = totalChange(counts(series, now), counts(seriesBefore, then), aligned, totals)?.ratio ?? null;
  if (ratio === null) return null;
  return { change: (ratio.value - 1) * 100, low: (ratio.low - 1) * 100, high: (ratio.high - 1) * 100 };
}

/** A month may be so much shorter than another, or a day on which clocks are set; what a window cuts is shorter still. */
const WHOLE_FROM = 0.9;

/** Which of the buckets are over within the span, and not cut. */
function wholeOf(buckets: readonly Bucket[], { toUtc }: Span): boolean[] {
  const lengths = buckets.map(({ startUtc, endUtc }) => Date.parse(endUtc) - Date.parse(startUtc));
  const longest = Math.max(...lengths);
  return buckets.map(
    ({ endUtc }, place) => Date.parse(endUtc) <= Date.parse(toUtc) && (lengths[place] ?? 0) >= WHOLE_FROM * longest,
  );
}

function shareOf({ answered, unanswered }: AnswerCounts): { successes: number; trials: number } {
  return { successes: answered, trials: answered + unanswered };
}

function changeOf(interval: Interval | null, factor = 1): Change | null {
  return interval === null
    ? null
    : { change: interval.value * factor, low: interval.low * factor, high: interval.high * factor };
}

/** A row of the table by knowledge base or source. */
export type SplitRow = {
  name: string;
  turns: number;
  rate: string;
  change: Change | null;
  p50: string;
  p95: string;
  /** Null where the row is of all the others: no address can name them. */
  href: string | null;
};

/** The largest knowledge bases or sources, each with its rate, its change and its times, and all others as one. */
export function splitRows(splits: readonly Split[], overview: Overview, hrefOf: (name: string) => string): SplitRow[] {
  const { largest, others } = largestOf(splits);
  const rowOf = ({ name, whole, current, before }: Split, href: string | null): SplitRow => {
    const { p50, p95 } = percentilesOf(whole);
    const rated = whole.answered + whole.unanswered;
    const time = (value: number | null) => (value === null ? '–' : formatMilliseconds(value));
    return {
      name,
      turns: whole.turns,
      rate: rated === 0 ? '–' : formatShare(whole.answered / rated),
      change: overview.compared === null ? null : changeOf(proportionChange(shareOf(current), shareOf(before)), 100),
      p50: time(p50),
      p95: time(p95),
      href,
    };
  };
  const rows = largest.map((split) => rowOf(split, hrefOf(split.name)));
  return others === null ? rows : [...rows, rowOf(others, null)];
}
