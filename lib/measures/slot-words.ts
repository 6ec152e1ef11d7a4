import type { Slot } from './turn-filter.ts';

/** The days of the week as ISO counts them, from 1. */
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `Mondays, 17:00 to 18:00, Asia/Dhaka`. */
export function slotWords({ weekday, hour, zone }: Slot): string {
  const day = weekday === null ? null : `${weekdays[weekday - 1]}s`;
  return [day, hour === null ? null : hourWords(hour), zone].filter((part) => part !== null).join(', ');
}

/** `17:00 to 18:00`. */
export function hourWords(hour: number): string {
  const clock = (value: number) => `${String(value).padStart(2, '0')}:00`;
  return `${clock(hour)} to ${clock(hour + 1)}`;
}
