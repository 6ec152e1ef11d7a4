import type { Disk, Growth } from './sample.ts';

type Point = { at: string; bytes: number };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No forecast from less: a night or a working day alone says nothing about the other. */
const NEEDED_MS = DAY_MS;
/** Trailing windows, in days, over which growth is measured: the forecast is the range between them. */
const WINDOWS = [1, 3, 7, 14, 30] as const;
/** Over how many days the growth of tables is told. */
const TABLES_OVER_DAYS = 7;
const MOST_POINTS = 60;

/** Sizes of each table at the two ends of the time that growth is told for. */
export type TableGrowth = { table: string; perDay: number };

/**
 * Growth of the database as a range over the trailing windows of 1, 3, 7, 14 and 30 days that its history covers, and the table
 * that grows most.
 * @param points sizes of the whole database, the oldest first
 * @returns null from less than 24 h of history
 */
export function growthOf(points: readonly Point[], tables: readonly TableGrowth[]): Growth | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const span = Date.parse(last.at) - Date.parse(first.at);
  if (span < NEEDED_MS) return null;
  const rates = WINDOWS.filter((days) => days * DAY_MS <= span || days === 1).map((days) =>
    rateOver(points, last, days),
  );
  if (span > DAY_MS) rates.push(perDay(first, last));
  const growing = tables.filter((table) => table.perDay > 0);
  const known = growing.reduce((sum, table) => sum + table.perDay, 0);
  const all = Math.max(known, rateOver(points, last, TABLES_OVER_DAYS));
  const most = growing.toSorted((a, b) => b.perDay - a.perDay)[0];
  return {
    since: first.at,
    slowest: Math.max(0, Math.min(...rates)),
    fastest: Math.max(0, ...rates),
    main: most === undefined ? null : { table: most.table, share: most.perDay / all },
    points: thinned(points),
  };
}

function rateOver(points: readonly Point[], last: Point, days: number): number {
  const from = Date.parse(last.at) - days * DAY_MS;
  const start = points.findLast(({ at }) => Date.parse(at) <= from) ?? points[0] ?? last;
  return perDay(start, last);
}

/** Bytes a day between two sizes; 0 for one instant. */
function perDay(from: Point, to: Point): number {
  const span = Date.parse(to.at) - Date.parse(from.at);
  return span === 0 ? 0 : ((to.bytes - from.bytes) / span) * DAY_MS;
}

/** Every so many points, the last always among them. */
function thinned(points: readonly Point[]): Point[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}

/** In how many days the disk is full: at the fastest growth, and at the slowest, null when that is never. */
export type Forecast = { soonest: number; latest: number | null };

/** When the free space is used up; null while nothing grows. */
export function forecastOf(disk: Disk, growth: Growth): Forecast | null {
  if (growth.fastest <= 0) return null;
  return {
    soonest: disk.freeBytes / growth.fastest,
    latest: growth.slowest <= 0 ? null : disk.freeBytes / growth.slowest,
  };
}
