import { localDateText, readLocalDate } from '#lib/measures/windows.ts';
import { dateOfDay, dayNumber, instantOfLocal, localTimeOf, startOfDay, utcText } from '#lib/measures/zones.ts';
import type { LogParams } from './params.ts';

export const timeNames = ['from', 'fromTime', 'to', 'toTime'] as const;
/** Two days and times of the clock as fields show them: `2026-11-18` and `09:05`; empty where none is given. */
export type TimeFields = Record<(typeof timeNames)[number], string>;

type Times = { window: LogParams['window']; from: string | null; to: string | null };
export type ReadTimes = { times: Times } | { problem: string };

const NO_FIELDS: TimeFields = { from: '', fromTime: '', to: '', toTime: '' };

/** What the fields show at first: the days of a window of one's own, or exact instants by the clocks of `zone`. */
export function timeFields({ window, filter }: Pick<LogParams, 'window' | 'filter'>, zone: string): TimeFields {
  if (window?.name === 'custom')
    return { ...NO_FIELDS, from: localDateText(window.from), to: localDateText(window.to) };
  const [first, end] = [shown(filter.from, zone), shown(filter.to, zone)];
  return { from: first.day, fromTime: first.time, to: end.day, toTime: end.time };
}

/**
 * What the fields ask for by the clocks of `zone`; null for nothing. Days alone are a window of whole days, both of them in it. With a
 * time it is two instants, the second not in it: a day without a time is then its start or its end, and where one day is
 * left out the other stands for it.
 */
export function readTimes({ from, fromTime, to, toTime }: TimeFields, zone: string): ReadTimes | null {
  if ([from, fromTime, to, toTime].every((text) => text === '')) return null;
  const first = readLocalDate(from) ?? readLocalDate(to);
  const last = readLocalDate(to) ?? first;
  if (first === null || last === null) return { problem: 'Say on which day, with year, month and day.' };
  if (fromTime === '' && toTime === '')
    return { times: { window: { name: 'custom', from: first, to: last }, from: null, to: null } };
  const [opens, closes] = [clockOf(fromTime), clockOf(toTime)];
  if (opens === null || closes === null) return { problem: 'Give times as hour and minute, such as 14:30.' };
  const start = opens === 'none' ? startOfDay(zone, first) : instantOfLocal(zone, first, ...opens);
  const next = dateOfDay(dayNumber(last) + 1);
  const end = closes === 'none' ? startOfDay(zone, next) : instantOfLocal(zone, last, ...closes);
  if (start >= end) return { problem: 'It ends before it begins.' };
  return { times: { window: null, from: utcText(start), to: utcText(end) } };
}

function shown(utc: string | null, zone: string): { day: string; time: string } {
  if (utc === null) return { day: '', time: '' };
  const local = localTimeOf(zone, Date.parse(utc));
  const two = (part: number) => String(part).padStart(2, '0');
  return { day: localDateText(local), time: `${two(local.hour)}:${two(local.minute)}` };
}

/** Hour and minute; null when it is no time. */
function clockOf(text: string): 'none' | [hour: number, minute: number] | null {
  if (text === '') return 'none';
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)(?::\d\d(?:\.\d+)?)?$/.exec(text)?.map(Number) ?? [];
  return hour === undefined || minute === undefined ? null : [hour, minute];
}
