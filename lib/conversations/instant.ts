/** An instant as the tables keep it. */
export type Instant = {
  /** `2026-11-24 10:02:03.123456`: UTC, without a zone, to the microsecond. */
  text: string;
  /** Since 1970, whole seconds only. */
  milliseconds: number;
};

const DATE = String.raw`(?<year>\d{4})(?:-(?<month>\d\d)-(?<day>\d\d)|(?<month2>\d\d)(?<day2>\d\d)|-?W(?<week>\d\d)(?:-?(?<weekday>[1-7]))?|-?(?<ordinal>\d{3}))`;
const TIME = String.raw`(?<hour>\d\d)(?::?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d{1,40}))?)?)?`;
const ZONE = String.raw`(?:Z|UTC|(?<sign>[+\u2212-])(?<zoneHour>\d\d)(?::?(?<zoneMinute>\d\d)(?::?(?<zoneSecond>\d\d))?)?)`;
const PATTERN = new RegExp(`^\\s*${DATE}(?:(?:T|\\s+)${TIME}\\s*${ZONE}?)?\\s*$`, 'i');

const DAY_MS = 86_400_000;

type Parts = Partial<Record<string, string>>;

/**
 * Reads a time in any ISO 8601 spelling: calendar, week or ordinal date, extended or basic, any zone; without one it is
 * UTC. What is finer than a microsecond is cut. Null when it is no time, such as 30 February.
 */
export function readInstant(text: string): Instant | null {
  const parts: Parts | undefined = PATTERN.exec(text)?.groups;
  if (parts === undefined) return null;
  const day = dayOf(parts);
  const second = secondOf(parts);
  if (day === null || second === null) return null;
  const offset = offsetOf(parts);
  if (offset === null) return null;
  const milliseconds = day + (second - offset) * 1000;
  const whole = new Date(milliseconds).toISOString();
  const micro = (parts.fraction ?? '').padEnd(6, '0').slice(0, 6);
  return { text: `${whole.slice(0, -5).replace('T', ' ')}.${micro}`, milliseconds };
}

const IN_ADDRESS = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d(\.\d{1,6})?)?Z$/;

/**
 * Reads an instant of an address, `2026-11-18T04:30Z` down to microseconds, and writes it without zeros at its end, so that
 * an instant has one spelling. Null when it is none, or of the year 0, which the tables do not know.
 */
export function readUtc(text: string): string | null {
  const instant = IN_ADDRESS.test(text) ? readInstant(text) : null;
  return instant === null ? null : `${instant.text.replace(' ', 'T').replace(/\.?0+$/, '')}Z`;
}

/** The milliseconds at which a date begins in UTC; null when the calendar has no such day. */
function dayOf(parts: Parts): number | null {
  const year = number(parts.year);
  if (parts.week !== undefined) return dayOfWeek(year, number(parts.week), number(parts.weekday ?? '1'));
  if (parts.ordinal !== undefined) {
    const start = dateOf(year, 1, number(parts.ordinal));
    return number(parts.ordinal) > 0 && start.getUTCFullYear() === year ? start.getTime() : null;
  }
  const month = number(parts.month ?? parts.month2);
  const date = dateOf(year, month, number(parts.day ?? parts.day2));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 ? date.getTime() : null;
}

/** ISO 8601: week 1 is the one that holds 4 January, and weeks begin on Monday. */
function dayOfWeek(year: number, week: number, weekday: number): number | null {
  const fourth = dateOf(year, 1, 4).getTime();
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
  const day = monday + ((week - 1) * 7 + weekday - 1) * DAY_MS;
  const thursday = day + (4 - weekday) * DAY_MS;
  return week > 0 && new Date(thursday).getUTCFullYear() === year ? day : null;
}

/** The second of the day: 24:00 is the next day's beginning, and a leap second the next minute's. */
function secondOf(parts: Parts): number | null {
  const [hour, minute, second] = [number(parts.hour), number(parts.minute), number(parts.second)];
  if (minute > 59 || second > 60 || hour > 24) return null;
  if (hour === 24 && (minute > 0 || second > 0 || number(parts.fraction) > 0)) return null;
  return hour * 3600 + minute * 60 + second;
}

function offsetOf(parts: Parts): number | null {
  const [hour, minute, second] = [number(parts.zoneHour), number(parts.zoneMinute), number(parts.zoneSecond)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return (hour * 3600 + minute * 60 + second) * (parts.sign === undefined || parts.sign === '+' ? 1 : -1);
}

function dateOf(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date;
}

function number(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits);
}
