import {
  dateOfDay,
  dayNumber,
  type LocalTime,
  localTimeOf,
  offsetAt,
  QUARTER,
  startOfDay,
  utcText,
} from '#lib/measures/zones.ts';

const HOUR = 4 * QUARTER;
const DAY = 24 * HOUR;

/** No chart shows more points than this. */
export const MOST_POINTS = 300;

/** The lengths of a bucket, shortest first. A week begins on Monday. */
export const grains = ['quarter', 'hour', 'day', 'week', 'month'] as const;
export type Grain = (typeof grains)[number];

/** The grains that a chart may have. */
export const chartGrains = ['hour', 'day', 'week', 'month'] as const;
export type ChartGrain = (typeof chartGrains)[number];

/** A stretch of time from `startUtc` up to, not including, `endUtc` (`YYYY-MM-DDTHH:MM:SSZ`); `local` is its start as the zone shows it. */
export type Bucket = { startUtc: string; endUtc: string; local: LocalTime };

/**
 * The buckets of the calendar and clocks of `zone` that cover `fromUtc` to `toUtc` without gap or overlap; the first and
 * the last are cut to the window. A day on which clocks are set has 23 or 25 hours. An hour ends where the clocks reach
 * the next full hour or are set to another time, so that an hour shown twice is two buckets. Both ends must be at a
 * quarter of an hour, as are then all edges; else a RangeError.
 */
export function bucketsBetween(zone: string, fromUtc: string, toUtc: string, grain: Grain): Bucket[] {
  const end = quarterAt(toUtc);
  const buckets: Bucket[] = [];
  let start = quarterAt(fromUtc);
  while (start < end) {
    const local = localTimeOf(zone, start);
    const next = Math.min(end, endOf(zone, start, local, grain));
    buckets.push({ startUtc: utcText(start), endUtc: utcText(next), local });
    start = next;
  }
  return buckets;
}

/**
 * The buckets of a time whose ends may lie anywhere, in the grain it is first shown in: as `bucketsBetween`, the first and
 * the last cut to its very ends, which may so be off a quarter of an hour.
 */
export function bucketsWithin(zone: string, fromUtc: string, toUtc: string): Bucket[] {
  if (Date.parse(fromUtc) > Date.parse(toUtc)) return [];
  const [from, to] = [quarterBefore(fromUtc), quarterAfter(toUtc)];
  const buckets = bucketsBetween(zone, from, to, grainFor(from, to));
  const last = buckets.length - 1;
  return buckets.map((bucket, place) => ({
    ...bucket,
    startUtc: place === 0 ? fromUtc : bucket.startUtc,
    endUtc: place === last ? toUtc : bucket.endUtc,
  }));
}

/** The last quarter of an hour that is not after an instant. */
export function quarterBefore(utc: string): string {
  return utcText(Math.floor(Date.parse(utc) / QUARTER) * QUARTER);
}

/** The first quarter of an hour that is not before an instant. */
export function quarterAfter(utc: string): string {
  const quarter = quarterBefore(utc);
  return quarter === utc ? quarter : utcText(Date.parse(quarter) + QUARTER);
}

/** The start of the hour of `zone`'s clocks that holds an instant (milliseconds since 1970). */
export function startOfHour(zone: string, instant: number): number {
  const offset = offsetAt(zone, instant);
  let start = Math.floor(instant / QUARTER) * QUARTER;
  while ((start + offset) % HOUR !== 0 && offsetAt(zone, start - QUARTER) === offset) start -= QUARTER;
  return start;
}

/** The end of that hour. */
export function endOfHour(zone: string, instant: number): number {
  const offset = offsetAt(zone, instant);
  let end = Math.floor(instant / QUARTER) * QUARTER + QUARTER;
  while ((end + offset) % HOUR !== 0 && offsetAt(zone, end) === offset) end += QUARTER;
  return end;
}

/** The grains in which a window has at most 300 points, whatever the zone; never none. */
export function grainsFor(fromUtc: string, toUtc: string): ChartGrain[] {
  const length = Date.parse(toUtc) - Date.parse(fromUtc);
  const fitting = chartGrains.filter((grain) => pointsAtMost(length, grain) <= MOST_POINTS);
  return fitting.length > 0 ? fitting : ['month'];
}

/** The grain that a window is first shown in: hours up to 2 days, days up to 92, weeks up to 5 years, then months. */
export function grainFor(fromUtc: string, toUtc: string): ChartGrain {
  // Days on which clocks are set back are longer.
  const length = Date.parse(toUtc) - Date.parse(fromUtc) - 3 * HOUR;
  if (length <= 2 * DAY) return 'hour';
  if (length <= 92 * DAY) return 'day';
  return length <= 5 * 366 * DAY ? 'week' : 'month';
}

// Two cut buckets at the ends, and one more for clocks set within.
function pointsAtMost(length: number, grain: ChartGrain): number {
  const shortest = { hour: HOUR, day: 23 * HOUR, week: 7 * DAY - HOUR, month: 28 * DAY - HOUR };
  const usual = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY };
  return Math.min(Math.ceil(length / shortest[grain]) + 1, Math.ceil(length / usual[grain]) + 2);
}

function endOf(zone: string, start: number, local: LocalTime, grain: Grain): number {
  switch (grain) {
    case 'quarter':
      return start + QUARTER;
    case 'hour':
      return endOfHour(zone, start);
    case 'day':
      return startOfDay(zone, dateOfDay(dayNumber(local) + 1));
    case 'week':
      return startOfDay(zone, dateOfDay(dayNumber(local) + 8 - local.weekday));
    case 'month':
      return startOfDay(zone, { year: local.year, month: local.month + 1, day: 1 });
  }
}

function quarterAt(text: string): number {
  const instant = Date.parse(text);
  if (Number.isNaN(instant) || instant % QUARTER !== 0) throw new RangeError(`${text} is not at a quarter of an hour.`);
  return instant;
}
