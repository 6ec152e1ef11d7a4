import { Time } from '#components/ui/time.tsx';
import { cx } from '#lib/class-names.ts';
import type { GapEvent } from '#lib/questions/gaps/detail.ts';
import { eventWords } from '#lib/questions/gaps/event-words.ts';

/** What was done to a gap and what it did by itself, latest first. */
export function GapEvents({ events, zone }: { events: readonly GapEvent[]; zone: string }) {
  return (
    <ol>
      {events.map((event) => (
        <li key={event.id} className="flex min-h-7 flex-wrap items-baseline gap-x-3 text-small text-ink-2">
          <span className={cx('text-base', event.undone ? 'text-ink-3 line-through' : 'text-ink-1')}>
            {eventWords(event)}
          </span>
          {event.undone && <span>taken back</span>}
          <span className="ml-auto">
            {event.by ?? 'by itself'}, <Time value={event.at} zone={zone} />
          </span>
        </li>
      ))}
    </ol>
  );
}
