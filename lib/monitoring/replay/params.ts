import { instantOfLocal, localTimeOf } from '#lib/measures/zones.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The stretches that the strip shows, each up to now: how long, what a bucket covers in minutes, and of which rows it is made. */
export const spans = [
  { name: '72h', label: '72 hours', minutes: 72 * 60, step: 15, grain: 1 },
  { name: '30d', label: '30 days', minutes: 30 * 1_440, step: 180, grain: 60 },
  { name: '400d', label: '400 days', minutes: 400 * 1_440, step: 2_880, grain: 60 },
] as const;
export type SpanName = (typeof spans)[number]['name'];

/** How long samples are kept, and so how far back a minute can be looked at. */
export const RAW_MS = 72 * HOUR;

/** The state of the page: the moment looked at in milliseconds since 1970, null for the newest, and the stretch of the strip. */
export type ReplayParams = { at: number | null; span: SpanName };

type SearchParams = Record<string, string | string[] | undefined>;

/**
 * The state from an address; what cannot be read takes its default, and nothing lies ahead of `now`. A stretch that does not reach back
 * to the moment gives way to the shortest that does.
 */
export function parseReplayParams(search: SearchParams, now: number): ReplayParams {
  const one = (name: string) => [search[name] ?? []].flat()[0] ?? '';
  const read = readMoment(one('at'));
  const at = read === null ? null : Math.min(read, now);
  const asked = spans.findIndex(({ name }) => name === one('span'));
  const reaching = spans.slice(Math.max(0, asked)).find(({ name }) => at === null || stretchOf(name, now).from <= at);
  return { at, span: (reaching ?? spans[spans.length - 1] ?? spans[0]).name };
}

/** An instant as an address has it, to the second: `2026-11-27T14:05Z`, `2026-11-27T14:05:22Z`. */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/:00$/, '')}Z`;
}

/** An instant of an address, in milliseconds since 1970; null for what is none. */
export function readMoment(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** The address of a moment. */
export function replayHref({ at, span }: ReplayParams): string {
  const search = [...(at === null ? [] : [`at=${momentText(at)}`]), ...(span === '72h' ? [] : [`span=${span}`])].join(
    '&',
  );
  return search === '' ? '/monitoring/replay' : `/monitoring/replay?${search}`;
}

/** The strip's stretch: whole buckets, the last of which holds now. */
export function stretchOf(name: SpanName, now: number): { from: number; to: number; step: number; grain: number } {
  const { minutes, step, grain } = spans.find((span) => span.name === name) ?? spans[0];
  const to = Math.floor(now / (step * MINUTE) + 1) * step * MINUTE;
  return { from: to - minutes * MINUTE, to, step, grain };
}

/** What is seen closer around a moment: three hours by the minute; where minutes are gone, seven and a half days by the hour. */
export function closeUpOf(at: number, now: number): { from: number; to: number; step: number; grain: number } {
  if (at >= now - RAW_MS) {
    const from = Math.floor(at / HOUR) * HOUR - HOUR;
    return { from, to: from + 3 * HOUR, step: 1, grain: 1 };
  }
  const from = Math.floor(at / (24 * HOUR)) * 24 * HOUR - 3 * 24 * HOUR;
  return { from, to: from + 180 * HOUR, step: 60, grain: 60 };
}

/** A moment as a field for date and time takes it in that zone: `2026-11-27T14:05:22`. */
export function localText(at: number, zone: string): string {
  const { year, month, day, hour, minute } = localTimeOf(zone, at);
  // No zone is off by parts of a minute.
  const second = new Date(at).getUTCSeconds();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/** The moment of such a field; null for what is none. */
export function readLocal(text: string, zone: string): number | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const at = instantOfLocal(zone, { year, month, day }, hour, minute) + (second || 0) * 1_000;
  return Number.isNaN(at) ? null : at;
}
