import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { formatInstant, type TimeStyle } from '#lib/time.ts';

/** The instants that bound a filter, by the calendar and clocks of `zone`; null where none does. The second is not in it. */
export function boundsWords({ from, to }: Pick<TurnFilter, 'from' | 'to'>, zone: string): string | null {
  if (from === null && to === null) return null;
  const [first, end] = [from === null ? null : new Date(from), to === null ? null : new Date(to)];
  const say = (instant: Date, style: TimeStyle) => formatInstant(instant, zone, style, instant);
  if (first === null) return end && `before ${say(end, 'moment')}`;
  if (end === null) return `from ${say(first, 'moment')}`;
  const [day, lastDay] = [say(first, 'day'), say(new Date(end.getTime() - 1), 'day')];
  if (isMidnight(first, zone) && isMidnight(end, zone)) return day === lastDay ? day : `${day} to ${lastDay}`;
  return `${say(first, 'moment')} to ${say(end, say(end, 'day') === day ? 'clock' : 'moment')}`;
}

/** Whether a day of the zone begins with it; on some, clocks are set past midnight. */
function isMidnight(instant: Date, zone: string): boolean {
  return (
    formatInstant(instant, zone, 'day', instant) !==
    formatInstant(new Date(instant.getTime() - 1), zone, 'day', instant)
  );
}

/** The same instants as they are kept. */
export function exactBounds({ from, to }: Pick<TurnFilter, 'from' | 'to'>): string | undefined {
  return from === null && to === null ? undefined : `${from ?? '…'} to ${to ?? 'now'}`;
}
