import { formatInstant } from '#lib/time.ts';

/** How a due day reads in the list; `pressing` from its own day on. Both days as `2026-11-18`. */
export function dueWords(due: string, today: string): { text: string; pressing: boolean } {
  if (due === today) return { text: 'due today', pressing: true };
  // Noon of the day in UTC is that day in every zone but the outermost, and is told in UTC.
  const day = formatInstant(new Date(`${due}T12:00:00Z`), 'UTC', 'lately', new Date(`${today}T00:00:00Z`));
  return due < today ? { text: `overdue since ${day}`, pressing: true } : { text: `due ${day}`, pressing: false };
}
