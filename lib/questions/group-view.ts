import { formatMilliseconds, formatShare } from '#lib/charts/figures.ts';
import type { Change, RatePoint, Tile } from '#lib/charts/series.ts';
import { formatCount } from '#lib/count.ts';
import type { Bucket, ChartGrain } from '#lib/measures/buckets.ts';
import { type Histogram, quantileOf } from '#lib/measures/histogram.ts';
import { type Interval, proportionChange, proportionInterval, quantileChange } from '#lib/measures/intervals.ts';
import { localTimeOf } from '#lib/measures/zones.ts';
import type { SessionCount } from '#lib/questions/board.ts';
import { basesWords } from '#lib/questions/board.ts';
import { askedChange } from '#lib/questions/change.ts';
import type { AskedCounts } from '#lib/questions/groups.ts';
import { groupPageHref, type QuestionParams } from '#lib/questions/params.ts';
import { formatInstant } from '#lib/time.ts';

type Counted = AskedCounts & { times: Histogram };

export type GroupView = {
  whole: Counted;
  /** The window up to now and the period before up to the same time; null where nothing is before. */
  compared: { current: Counted; before: Counted } | null;
  /** Counts of the buckets of the chart. */
  series: readonly AskedCounts[];
  /** How many of the buckets have begun. */
  begun: number;
  sessions: SessionCount | null;
  /** By turns in the window, most first; '' where none was named. */
  knowledgeBases: readonly { name: string; asked: number }[];
};

/** The figures of a group's page, each with its change against the period before. */
export function groupTiles({ whole, compared, series, begun, sessions, knowledgeBases }: GroupView): Tile[] {
  const rated = whole.answered + whole.unanswered;
  const median = quantileOf(whole.times, 0.5);
  const trend = series.slice(0, begun).map(({ asked }) => asked);
  return [
    {
      label: 'Asked',
      value: formatCount(whole.asked),
      unit: '',
      change: compared && changeOf(askedChange(compared.current.asked, compared.before.asked, trend), 100),
      changeUnit: '%',
      decimals: 0,
    },
    {
      label: 'Answer rate',
      value: rated === 0 ? '–' : formatShare(whole.answered / rated),
      unit: '%',
      change: compared && changeOf(proportionChange(shareOf(compared.current), shareOf(compared.before)), 100),
      changeUnit: 'pt',
      decimals: 1,
    },
    {
      label: 'Response time, median',
      value: median === null ? '–' : formatMilliseconds(median),
      unit: 'ms',
      change: compared && changeOf(quantileChange(compared.current.times, compared.before.times, 0.5)),
      changeUnit: 'ms',
      decimals: 0,
    },
    {
      label: 'Sessions',
      value: sessions === null ? '–' : `${sessions.about ? '≈ ' : ''}${formatCount(sessions.count)}`,
      unit: '',
      change: null,
      changeUnit: '',
      decimals: 0,
      note: basesNote(knowledgeBases, whole.asked),
    },
  ];
}

function basesNote(bases: GroupView['knowledgeBases'], asked: number): string {
  if (bases.length === 0) return '';
  const [first] = bases;
  const share = first === undefined || asked === 0 ? 0 : Math.round((first.asked / asked) * 100);
  return bases.length === 1
    ? `all in ${basesWords([bases[0]?.name ?? ''])}`
    : `in ${bases.length} knowledge bases, ${share} % in ${basesWords([first?.name ?? ''])}`;
}

type Shown = { group: number; params: QuestionParams; grain: ChartGrain; zone: string; now: Date };

/** Asked and answered through time, a point a bucket; a day leads to the page of that day. */
export function historyPoints(buckets: readonly Bucket[], series: readonly AskedCounts[], shown: Shown): RatePoint[] {
  return buckets.map((bucket, place) => {
    const { asked = 0, answered = 0, unanswered = 0, partial = 0 } = series[place] ?? {};
    const rate = proportionInterval({ successes: answered, trials: answered + unanswered });
    const [start, end, now] = [Date.parse(bucket.startUtc), Date.parse(bucket.endUtc), shown.now.getTime()];
    return {
      ...wordsOf(bucket, shown),
      href: start > now ? null : hrefOf(bucket, shown),
      unfinished: start <= now && now < end,
      major: shown.grain === 'hour' ? bucket.local.hour === 0 : bucket.local.weekday === 1,
      turns: asked,
      answered,
      unanswered,
      partial,
      unknown: asked - answered - unanswered - partial,
      sessions: null,
      rate: rate?.value ?? null,
      low: rate?.low ?? null,
      high: rate?.high ?? null,
      before: null,
      expected: null,
    };
  });
}

function hrefOf({ endUtc, local }: Bucket, { group, params, zone }: Shown): string {
  const window = { name: 'custom' as const, from: local, to: localTimeOf(zone, Date.parse(endUtc) - 1) };
  return groupPageHref(group, params, { window });
}

function wordsOf({ startUtc }: Bucket, { grain, zone, now }: Shown): { label: string; title: string } {
  const instant = new Date(startUtc);
  if (grain === 'hour')
    return {
      label: formatInstant(instant, zone, 'clock', instant),
      title: `${formatInstant(instant, zone, 'moment', now)}, ${zone}`,
    };
  const day = formatInstant(instant, zone, 'day', instant);
  const monthly = grain === 'month';
  const title = grain === 'week' ? `Week of ${day}` : day;
  return {
    label: monthly ? day.replace(/^\d+ /, '') : day.replace(/ \d{4}$/, ''),
    title: `${monthly ? day.replace(/^\d+ /, '') : title}, ${zone}`,
  };
}

function shareOf({ answered, unanswered }: AskedCounts): { successes: number; trials: number } {
  return { successes: answered, trials: answered + unanswered };
}

function changeOf(interval: Interval | null, factor = 1): Change | null {
  return interval === null
    ? null
    : { change: interval.value * factor, low: interval.low * factor, high: interval.high * factor };
}
