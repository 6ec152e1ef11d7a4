import { isZone, zoneNames } from '#lib/time.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A quarter of an hour in milliseconds: the step in which figures are kept, and every edge of a bucket a multiple of it. */
export const QUARTER = 15 * MINUTE;

/** A day of the calendar; `month` and `day` count from 1. */
export type LocalDate = { year: number; month: number; day: number };

/** What clock and calendar of a zone show. `weekday`: Monday is 1, Sunday 7. `offset`: minutes ahead of UTC. */
export type LocalTime = LocalDate & { hour: number; minute: number; weekday: number; offset: number };

// The names that runtimes go on listing for zones which the IANA database has renamed.
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** The zones to choose from, each once under its present name: UTC first, then by name. */
export function zoneChoices(): string[] {
  const [utc = 'UTC', ...names] = zoneNames();
  return [utc, ...[...new Set(names.map((name) => renamed[name] ?? name))].sort()];
}

/**
 * The zone that an address or a form names, in the spelling of `zoneChoices`; older names and other cases are
 * understood. Null for what is none, and for a bare offset such as `+06:00`, which knows no summer time.
 */
export function readZone(text: string): string | null {
  if (!/^[a-z]/i.test(text) || !isZone(text)) return null;
  const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  return renamed[known] ?? known;
}

/** `YYYY-MM-DDTHH:MM:SSZ` of an instant in milliseconds since 1970. */
export function utcText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** The days since 1970 of a date; days and months past the end of theirs run on into the next. */
export function dayNumber({ year, month, day }: LocalDate): number {
  return Date.UTC(year, month - 1, day) / DAY;
}

/** The date that lies so many days after 1970-01-01. */
export function dateOfDay(number: number): LocalDate {
  const date = new Date(number * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** What the clocks of `zone` show at an instant (milliseconds since 1970). */
export function localTimeOf(zone: string, instant: number): LocalTime {
  const offset = offsetAt(zone, instant);
  const shown = new Date(instant + offset);
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    weekday: shown.getUTCDay() || 7,
    offset: offset / MINUTE,
  };
}

/**
 * The instant at which the clocks of `zone` show a time, in milliseconds since 1970. A time shown twice is the earlier
 * of the two; one that is skipped counts as if the clocks had not been set forward (`compatible` in ECMAScript Temporal).
 */
export function instantOfLocal(zone: string, date: LocalDate, hour = 0, minute = 0): number {
  const shown = Date.UTC(date.year, date.month - 1, date.day, hour, minute);
  const offsets = [offsetAt(zone, shown - DAY), offsetAt(zone, shown + DAY)];
  const instants = offsets
    .filter((offset) => offsetAt(zone, shown - offset) === offset)
    .map((offset) => shown - offset);
  return instants.length > 0 ? Math.min(...instants) : shown - (offsets[0] ?? 0);
}

/** The first instant of a day in `zone`, which is not always midnight; of a day that the zone skipped, that of the next. */
export function startOfDay(zone: string, date: LocalDate): number {
  const midnight = instantOfLocal(zone, date);
  const wanted = dayNumber(date);
  if (localTimeOf(zone, midnight).hour === 0 && dayNumber(localTimeOf(zone, midnight)) === wanted) return midnight;
  // Midnight is skipped: the clocks were set forward at most a day before the instant that stands for it.
  let instant = midnight - DAY;
  while (dayNumber(localTimeOf(zone, instant)) < wanted) instant += QUARTER;
  return instant;
}

/**
 * Milliseconds that `zone` is ahead of UTC at an instant, from 1972 on (before, offsets had seconds). Read at the
 * quarter of an hour that holds the instant: a clock that is set between two quarters counts from the next one.
 */
export function offsetAt(zone: string, instant: number): number {
  let offset = 0;
  for (const stretch of stretchesOf(zone, new Date(instant).getUTCFullYear())) {
    if (stretch.from > instant) break;
    offset = stretch.offset;
  }
  return offset;
}

/** From `from` on and before `to` (milliseconds since 1970), cut where the clocks of `zone` are set; `offset` as `offsetAt`. */
export function clocksBetween(zone: string, from: number, to: number): { from: number; to: number; offset: number }[] {
  const clocks: { from: number; to: number; offset: number }[] = [];
  for (let year = new Date(from).getUTCFullYear(); Date.UTC(year, 0, 1) < to; year += 1) {
    const stretches = stretchesOf(zone, year);
    for (const [place, { from: start, offset }] of stretches.entries()) {
      const begin = Math.max(from, start);
      const end = Math.min(to, stretches[place + 1]?.from ?? Date.UTC(year + 1, 0, 1));
      if (begin >= end) continue;
      const last = clocks.at(-1);
      if (last?.offset === offset) last.to = end;
      else clocks.push({ from: begin, to: end, offset });
    }
  }
  return clocks;
}

type Stretch = { from: number; offset: number };

// No zone has set its clocks twice within a week since 1972.
const PROBE = 7 * DAY;
const years = new Map<string, Stretch[]>();

function stretchesOf(zone: string, year: number): Stretch[] {
  const id = `${zone} ${year}`;
  const known = years.get(id);
  if (known !== undefined) return known;
  const end = Date.UTC(year + 1, 0, 1);
  let at = Date.UTC(year, 0, 1);
  let offset = shownOffset(zone, at);
  const found = [{ from: at, offset }];
  while (at < end - QUARTER) {
    const next = Math.min(at + PROBE, end - QUARTER);
    const then = shownOffset(zone, next);
    if (then !== offset) found.push({ from: firstQuarterWith(zone, then, at, next), offset: then });
    at = next;
    offset = then;
  }
  years.set(id, found);
  return found;
}

function firstQuarterWith(zone: string, offset: number, before: number, after: number): number {
  let low = before;
  let high = after;
  while (high - low > QUARTER) {
    const middle = low + Math.floor((high - low) / 2 / QUARTER) * QUARTER;
    if (shownOffset(zone, middle) === offset) high = middle;
    else low = middle;
  }
  return high;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function shownOffset(zone: string, instant: number): number {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone });
  clocks.set(zone, clock);
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of clock.formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

const fields = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;
