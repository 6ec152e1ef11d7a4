import { linearScale } from '#lib/charts/scale.ts';
import { forecastOf } from './growth.ts';
import type { Disk, Growth } from './sample.ts';

/** Where the drawing's x runs to; y is in px. */
type Frame = { width: number; height: number };
type Place = { x: number; y: number };

/** The filling of a disk: what it held, and between which two lines it goes on. */
export type ForecastPicture = {
  past: Place[];
  /** From now to the edge, or to where it is full, at the slowest and at the fastest growth. */
  slowest: Place[];
  fastest: Place[];
  now: Place;
  from: string;
  to: string;
};

const DAY_MS = 86_400_000;
/** Further than a year ahead no pace of today lasts. */
const AHEAD_DAYS = 365;

/**
 * What was and what may come, in one picture: as much room for the future as it takes until the disk is full at the slowest growth, a
 * year at most, and never less than there is past.
 * @param at the instant of the sample
 */
export function forecastPicture(disk: Disk, growth: Growth, at: string, { width, height }: Frame): ForecastPicture {
  const now = Date.parse(at);
  const begin = Date.parse(growth.since);
  const forecast = forecastOf(disk, growth);
  const wanted = forecast === null ? 0 : (forecast.latest ?? forecast.soonest * 2) * DAY_MS * 1.05;
  const end = now + Math.max(now - begin, Math.min(wanted, AHEAD_DAYS * DAY_MS));
  const x = linearScale([begin, end], [0, width]);
  const y = linearScale([0, disk.totalBytes], [height, 0]);
  const used = disk.totalBytes - disk.freeBytes;
  const last = growth.points.at(-1)?.bytes ?? 0;
  // What else is on the volume is taken to have been as large as it is.
  const past = growth.points.map((point) => ({
    x: x(Date.parse(point.at)),
    y: y(Math.max(0, used - (last - point.bytes))),
  }));
  const start = { x: x(now), y: y(used) };
  const line = (perDay: number) => {
    const full = perDay <= 0 ? Number.POSITIVE_INFINITY : now + (disk.freeBytes / perDay) * DAY_MS;
    if (full <= end) return [start, { x: x(full), y: y(disk.totalBytes) }];
    return [start, { x: width, y: y(used + (perDay * (end - now)) / DAY_MS) }];
  };
  return {
    past: [...past, start],
    slowest: line(growth.slowest),
    fastest: line(growth.fastest),
    now: start,
    from: new Date(begin).toISOString(),
    to: new Date(end).toISOString(),
  };
}

/** When the disk is full, as a sentence: a range of days, or that it is not in sight. */
export function forecastSentence(disk: Disk, growth: Growth): string {
  const forecast = forecastOf(disk, growth);
  if (forecast === null || forecast.soonest > 10 * 365)
    return 'At the pace of the last days it is not full within ten years.';
  const { soonest, latest } = forecast;
  const [from, to] = [Math.floor(soonest), latest === null ? null : Math.ceil(latest)];
  const main =
    growth.main === null ? '' : ` ${Math.round(growth.main.share * 100)} % of the growth is ${growth.main.table}.`;
  if (to === null || to > 10 * 365)
    return `Full in ${from} days at the soonest; at the slowest pace not within ten years.${main}`;
  return from === to || to <= 1
    ? `Full in about ${to} ${to === 1 ? 'day' : 'days'}.${main}`
    : `Full in ${from} to ${to} days.${main}`;
}
