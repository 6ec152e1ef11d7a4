import type { Bucket } from '#lib/charts/series.ts';
import { localTimeOf } from '#lib/measures/zones.ts';
import { formatInstant } from '#lib/time.ts';
import type { Strip } from './strip.ts';

const MINUTE = 60_000;

/** The buckets of a strip as an axis labels them, in that zone: quarters of an hour, six hours, days or months by how long it is. */
export function axisOf({ points, step }: Strip, zone: string): Bucket[] {
  return points.map(({ at }, place) => {
    const time = localTimeOf(zone, at);
    const before = localTimeOf(zone, at - step * MINUTE);
    const isNewDay = place > 0 && time.day !== before.day;
    const instant = new Date(at);
    const day = formatInstant(instant, zone, 'day', instant).replace(/ \d{4}$/, '');
    const clock = formatInstant(instant, zone, 'clock', instant);
    const major = isMajor(step, time, before, isNewDay);
    const label = step < 60 && !isNewDay ? clock : day;
    return { label: step > 1_440 ? day.replace(/^\d+ /, '') : label, title: '', href: null, unfinished: false, major };
  });
}

type Local = ReturnType<typeof localTimeOf>;

function isMajor(step: number, time: Local, before: Local, isNewDay: boolean): boolean {
  if (step === 1) return time.minute % 15 === 0;
  if (step < 60) return isNewDay || (time.hour % 6 === 0 && time.hour !== before.hour);
  return step > 1_440 ? time.month !== before.month : isNewDay;
}

/** An instant to the second in words: `27 Nov 2026, 14:05:22`. */
export function momentWords(at: number, zone: string): string {
  const instant = new Date(at);
  return `${formatInstant(instant, zone, 'moment', instant)}:${String(instant.getUTCSeconds()).padStart(2, '0')}`;
}
