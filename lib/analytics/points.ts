import { nothingMeasured, percentilesOf } from '#lib/analytics/measured.ts';
import type { Overview } from '#lib/analytics/overview.ts';
import type { AnalyticsParams } from '#lib/analytics/params.ts';
import type { Bucket as ChartBucket, HeatRow, PercentilePoint, RatePoint } from '#lib/charts/series.ts';
import type { Bucket, ChartGrain } from '#lib/measures/buckets.ts';
import { proportionInterval } from '#lib/measures/intervals.ts';
import { hourWords, weekdays } from '#lib/measures/slot-words.ts';
import { everyTurn, type TurnFilter, turnsHref } from '#lib/measures/turn-filter.ts';
import { localTimeOf } from '#lib/measures/zones.ts';
import { formatInstant } from '#lib/time.ts';

export type Shown = { zone: string; now: Date; params: Pick<AnalyticsParams, 'zone' | 'knowledgeBases' | 'sources'> };

/** The turns of the log behind a figure of this page, in the zone that was chosen here. */
export function drillHref({ params }: Shown, more: Partial<TurnFilter>): string {
  const { zone, knowledgeBases, sources } = params;
  return turnsHref({ ...everyTurn, knowledgeBases, sources, ...more }, zone);
}

/** The answer rate, the turns by their state and the sessions begun, a point a bucket; beside it the bucket as far from the end of the period before. */
export function ratePoints({ buckets, series, seriesBefore, grain }: Overview, shown: Shown): RatePoint[] {
  return buckets.map((bucket, place) => {
    const { answered, unanswered, partial, turns, sessions } = series[place] ?? nothingMeasured;
    const before = seriesBefore.at(place - series.length);
    const interval = proportionInterval({ successes: answered, trials: answered + unanswered });
    const frame = frameOf(bucket, grain, shown);
    return {
      ...frame,
      turns,
      answered,
      unanswered,
      partial,
      unknown: turns - answered - unanswered - partial,
      sessions,
      rate: interval?.value ?? null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      before:
        before === undefined || before.answered + before.unanswered === 0
          ? null
          : before.answered / (before.answered + before.unanswered),
      expected: frame.unfinished && before !== undefined ? Math.max(turns, before.turns) : null,
    };
  });
}

/** Response times, a point a bucket. */
export function percentilePoints({ buckets, series, grain }: Overview, shown: Shown): PercentilePoint[] {
  return buckets.map((bucket, place) => {
    const measured = series[place];
    const times = measured === undefined ? { p50: null, p95: null, p99: null } : percentilesOf(measured);
    return { ...frameOf(bucket, grain, shown), ...times };
  });
}

/** Turns by weekday and hour on the clocks of the zone; the hour that holds now still counts. */
export function heatRows({ heat, window }: Overview, shown: Shown): HeatRow[] {
  const found = new Map(heat.map((cell) => [`${cell.weekday}-${cell.hour}`, cell]));
  const present = window.unfinished ? localTimeOf(shown.zone, shown.now.getTime()) : null;
  return weekdays.map((day, index) => ({
    label: day.slice(0, 3),
    cells: Array.from({ length: 24 }, (_, hour) => {
      const weekday = index + 1;
      const cell = found.get(`${weekday}-${hour}`);
      const rated = cell === undefined ? 0 : cell.answered + cell.unanswered;
      return {
        title: `${day}, ${hourWords(hour)}`,
        href:
          cell === undefined
            ? null
            : drillHref(shown, { from: window.fromUtc, to: window.toUtc, slot: { weekday, hour, zone: shown.zone } }),
        unfinished: present?.weekday === weekday && present.hour === hour,
        count: cell?.turns ?? 0,
        rate: cell === undefined || rated === 0 ? null : cell.answered / rated,
      };
    }),
  }));
}

function frameOf({ startUtc, endUtc, local }: Bucket, grain: ChartGrain, shown: Shown): ChartBucket {
  const [start, now] = [Date.parse(startUtc), shown.now.getTime()];
  return {
    label: labelOf(startUtc, grain, shown.zone),
    title: `${titleOf(startUtc, grain, shown)}, ${shown.zone}`,
    href: start > now ? null : drillHref(shown, { from: startUtc, to: endUtc }),
    unfinished: start <= now && now < Date.parse(endUtc),
    major: grain === 'hour' ? local.hour === 0 : local.weekday === 1,
  };
}

function labelOf(startUtc: string, grain: ChartGrain, zone: string): string {
  const instant = new Date(startUtc);
  if (grain === 'hour') return formatInstant(instant, zone, 'clock', instant);
  const day = formatInstant(instant, zone, 'day', instant);
  return grain === 'month' ? day.replace(/^\d+ /, '') : day.replace(/ \d{4}$/, '');
}

function titleOf(startUtc: string, grain: ChartGrain, { zone, now }: Shown): string {
  const instant = new Date(startUtc);
  if (grain === 'hour') return formatInstant(instant, zone, 'moment', now);
  const day = formatInstant(instant, zone, 'day', now);
  if (grain === 'day') return day;
  return grain === 'week' ? `Week of ${day}` : day.replace(/^\d+ /, '');
}
