import { endOfHour, startOfHour } from '#lib/measures/buckets.ts';
import {
  dateOfDay,
  dayNumber,
  instantOfLocal,
  type LocalDate,
  localTimeOf,
  QUARTER,
  startOfDay,
  utcText,
} from '#lib/measures/zones.ts';

const HOUR = 4 * QUARTER;
const DAY = 24 * HOUR;

/** No turn is accepted that is older, so no window begins earlier (but for leap days). */
const MOST_DAYS = 3_653;

/** The windows that a page offers by name; `custom` has two dates of its own. */
export const windowNames = ['24h', 'today', 'yesterday', '7d', '30d', '90d', 'all', 'custom'] as const;
export type WindowName = (typeof windowNames)[number];

/** A window as an address or a form asks for it. Both dates of a custom one belong to it. */
export type WindowWish = { name: Exclude<WindowName, 'custom'> } | { name: 'custom'; from: LocalDate; to: LocalDate };

/** From `fromUtc` up to, not including, `toUtc` (`YYYY-MM-DDTHH:MM:SSZ`); `unfinished`: its last part is still to come. */
export type Window = { name: WindowName; fromUtc: string; toUtc: string; unfinished: boolean };

/** A stretch of time, half open like a window. */
export type Span = { fromUtc: string; toUtc: string };

/** `2026-11-18` as a date of the calendar, or null. */
export function readLocalDate(text: string): LocalDate | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined || year < 1972) return null;
  const read = dateOfDay(dayNumber({ year, month, day }));
  return read.month === month && read.day === day ? read : null;
}

/** A date as `2026-11-18`. */
export function localDateText(date: LocalDate): string {
  return new Date(dayNumber(date) * DAY).toISOString().slice(0, 10);
}

/** The window that an address names by `window`, `from` and `to`; `usual` for whatever cannot be read. Two dates alone are a custom window. */
export function readWindowWish(
  search: { window?: string; from?: string; to?: string },
  usual: Exclude<WindowName, 'custom'> = '7d',
): WindowWish {
  const name = windowNames.find((known) => known === search.window);
  if (name !== undefined && name !== 'custom') return { name };
  const from = readLocalDate(search.from ?? '');
  const to = readLocalDate(search.to ?? '');
  return from === null || to === null ? { name: usual } : { name: 'custom', from, to };
}

/**
 * The window in `zone` that is wished for at the instant `now`. `24h` is the present hour and the 23 before, `7d` today
 * and the six days before; `all` spans the log's `first` to `last` turn and today. The dates of a custom window are put in
 * order and kept between ten years ago and tomorrow, since no turn lies outside.
 */
export function resolveWindow(
  zone: string,
  wish: WindowWish,
  now: Date,
  log: { firstUtc: string; lastUtc: string } | null = null,
): Window {
  const instant = now.getTime();
  const today = dayNumber(localTimeOf(zone, instant));
  const days = (first: number, last: number) =>
    windowOf(wish.name, dayStart(zone, first), dayStart(zone, last + 1), now);
  switch (wish.name) {
    case '24h':
      return windowOf(wish.name, startOfHour(zone, instant - 23 * HOUR), endOfHour(zone, instant), now);
    case 'today':
      return days(today, today);
    case 'yesterday':
      return days(today - 1, today - 1);
    case '7d':
    case '30d':
    case '90d':
      return days(today + 1 - Number.parseInt(wish.name, 10), today);
    case 'all': {
      const [first, last] = log === null ? [today, today] : [dayOf(zone, log.firstUtc), dayOf(zone, log.lastUtc)];
      return days(Math.max(Math.min(first, today), today - MOST_DAYS), Math.min(Math.max(last, today), today + 1));
    }
    case 'custom': {
      const [first = today, last = today] = [dayNumber(wish.from), dayNumber(wish.to)]
        .map((day) => Math.min(Math.max(day, today - MOST_DAYS), today + 1))
        .sort((one, other) => one - other);
      return days(first, last);
    }
  }
}

/** An instant, kept between ten years ago and the end of tomorrow (UTC days, and one more for the zones): no turn lies outside. */
export function boundedInstant(utc: string, now: Date): string {
  const today = Math.floor(now.getTime() / DAY);
  const [first, last] = [(today - MOST_DAYS - 1) * DAY, (today + 2) * DAY];
  const instant = Date.parse(utc);
  if (instant < first) return utcText(first);
  return instant > last ? utcText(last) : utc;
}

/**
 * The period right before a window, of equal length: as many days of the zone's calendar where the window is whole days,
 * else as many hours. Null for `all`, which has nothing before it.
 */
export function previousWindow(zone: string, { name, fromUtc, toUtc }: Window): Span | null {
  if (name === 'all') return null;
  const from = Date.parse(fromUtc);
  const days = wholeDays(zone, fromUtc, toUtc);
  const before = days === null ? from - (Date.parse(toUtc) - from) : dayStart(zone, dayOf(zone, fromUtc) - days);
  return { fromUtc: utcText(before), toUtc: fromUtc };
}

/**
 * What to compare with what, so that half a day is not held against a whole one: an unfinished window up to its last full
 * quarter of an hour, and the period before up to the same time of its clocks. Null where there is no period before, or no
 * full quarter yet.
 */
export function comparedSpans(zone: string, window: Window, now: Date): { current: Span; before: Span } | null {
  const before = previousWindow(zone, window);
  if (before === null) return null;
  const { fromUtc, toUtc } = window;
  if (!window.unfinished) return { current: { fromUtc, toUtc }, before };
  const end = Math.floor(now.getTime() / QUARTER) * QUARTER;
  if (end <= Date.parse(fromUtc)) return null;
  const days = wholeDays(zone, fromUtc, toUtc);
  const endBefore = days === null ? end - (Date.parse(toUtc) - Date.parse(fromUtc)) : sameClock(zone, end, days);
  const cut = Math.min(Math.max(endBefore, Date.parse(before.fromUtc)), Date.parse(before.toUtc));
  return {
    current: { fromUtc, toUtc: utcText(end) },
    before: { fromUtc: before.fromUtc, toUtc: utcText(cut) },
  };
}

function windowOf(name: WindowName, from: number, to: number, now: Date): Window {
  return { name, fromUtc: utcText(from), toUtc: utcText(to), unfinished: to > now.getTime() };
}

function dayStart(zone: string, day: number): number {
  return startOfDay(zone, dateOfDay(day));
}

function dayOf(zone: string, utc: string): number {
  return dayNumber(localTimeOf(zone, Date.parse(utc)));
}

function wholeDays(zone: string, fromUtc: string, toUtc: string): number | null {
  const first = dayOf(zone, fromUtc);
  const end = dayOf(zone, toUtc);
  const whole = dayStart(zone, first) === Date.parse(fromUtc) && dayStart(zone, end) === Date.parse(toUtc);
  return whole ? end - first : null;
}

function sameClock(zone: string, instant: number, daysBefore: number): number {
  const local = localTimeOf(zone, instant);
  return instantOfLocal(zone, dateOfDay(dayNumber(local) - daysBefore), local.hour, local.minute);
}
