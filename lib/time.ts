const LOCALE = 'en-GB';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `clock` 14:02 · `day` 12 Nov 2026 · `moment` 12 Nov 2026, 14:02 · `lately` the shortest of these that is clear today · `ago` 4 min ago. */
export type TimeStyle = 'clock' | 'day' | 'moment' | 'lately' | 'ago';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${zone} ${key}`;
  let found = formats.get(id);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone });
    formats.set(id, found);
  }
  return found;
}

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** Whether this runtime knows the zone by that IANA name. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat(LOCALE, { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** All zones this runtime knows, UTC first. */
export function zoneNames(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/** An instant in words of `style`, read in `zone`; `now` decides what "lately" and "ago" mean. */
export function formatInstant(instant: Date, zone: string, style: TimeStyle, now: Date): string {
  switch (style) {
    case 'clock':
      return format(zone, 'clock', clock).format(instant);
    case 'day':
      return format(zone, 'day', day).format(instant);
    case 'moment':
      return format(zone, 'moment', { ...day, ...clock }).format(instant);
    case 'lately':
      return formatLately(instant, zone, now);
    case 'ago':
      return formatAgo(instant, now);
  }
}

/** `Wednesday 18 November`, with the year when it is not this one: the heading of a day. */
export function formatDayHeading(instant: Date, zone: string, now: Date): string {
  const sameYear = yearOf(instant, zone) === yearOf(now, zone);
  const options = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  const text = sameYear
    ? format(zone, 'heading', options).format(instant)
    : format(zone, 'heading-year', { ...options, year: 'numeric' }).format(instant);
  return text.replace(',', '');
}

/** The calendar day of an instant in `zone` as `2026-11-18`. */
export function dayKey(instant: Date, zone: string): string {
  return format(zone, 'key', { year: 'numeric', month: '2-digit', day: '2-digit' })
    .format(instant)
    .split('/')
    .reverse()
    .join('-');
}

/** The exact instant for a hover: local with seconds and zone, then UTC. */
export function formatExact(instant: Date, zone: string): string {
  const local = format(zone, 'exact', {
    ...day,
    ...clock,
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'shortOffset',
  });
  return `${local.format(instant)} (${zone}) · ${instant.toISOString()}`;
}

/** A length of time in at most two units: `41 s`, `4 min 51 s`, `3 h 12 min`, `9 days`. */
export function formatSpan(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < MINUTE) return `${Math.round(length / SECOND)} s`;
  if (length < HOUR) return pair(length, MINUTE, 'min', SECOND, 's');
  if (length < DAY) return pair(length, HOUR, 'h', MINUTE, 'min');
  const days = Math.floor(length / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

function pair(length: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((length % big) / small);
  return `${Math.floor(length / big)} ${bigUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`;
}

function formatAgo(instant: Date, now: Date): string {
  const age = now.getTime() - instant.getTime();
  const length = Math.abs(age);
  if (length < 5 * SECOND) return 'just now';
  const text = formatSpan(coarse(length));
  return age >= 0 ? `${text} ago` : `in ${text}`;
}

// One unit is enough to say how long ago: 4 min, 3 h, 9 days.
function coarse(length: number): number {
  if (length < MINUTE) return length;
  if (length < HOUR) return length - (length % MINUTE);
  return length < DAY ? length - (length % HOUR) : length;
}

function formatLately(instant: Date, zone: string, now: Date): string {
  if (dayKey(instant, zone) === dayKey(now, zone)) return format(zone, 'clock', clock).format(instant);
  if (yearOf(instant, zone) === yearOf(now, zone))
    return format(zone, 'short', { day: 'numeric', month: 'short' }).format(instant);
  return format(zone, 'day', day).format(instant);
}

function yearOf(instant: Date, zone: string): string {
  return dayKey(instant, zone).slice(0, 4);
}
