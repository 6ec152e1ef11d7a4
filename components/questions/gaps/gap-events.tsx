import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import { Time } from '#components/ui/time.tsx';
import { cx } from '#lib/class-names.ts';
import { sessionHref } from '#lib/conversations/params.ts';
import type { GapEvent } from '#lib/questions/gaps/detail.ts';
import { eventWords } from '#lib/questions/gaps/event-words.ts';

type EventsProps = {
  events: readonly GapEvent[];
  zone: string;
  busy: boolean;
  /** Changes the text that an event wrote for the one before it, and back. */
  onSwap: (event: string) => void;
};

/** What was done to a gap and what it did by itself, latest first. The last draft and the last note can be taken back here. */
export function GapEvents({ events, zone, busy, onSwap }: EventsProps) {
  const swappable = ['drafted', 'noted'].map((text) => events.find(({ kind }) => kind === text)?.id);
  return (
    <ol>
      {events.map((event) => {
        const words = eventWords(event);
        const swap = event.undone ? 'Bring back' : 'Take back';
        return (
          <li key={event.id} className="flex min-h-7 flex-wrap items-baseline gap-x-3 text-small text-ink-2">
            <span className={cx('text-base', event.undone ? 'text-ink-3 line-through' : 'text-ink-1')}>{words}</span>
            {event.undone && <span>taken back</span>}
            <Turns evidence={event.details.evidence ?? []} zone={zone} />
            {swappable.includes(event.id) && (
              <Button size={24} busy={busy} aria-label={`${swap}: ${words}`} onClick={() => onSwap(event.id)}>
                {swap}
              </Button>
            )}
            <span className="ml-auto">
              {event.by ?? 'by itself'}, <Time value={event.at} zone={zone} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The failed turns that brought a gap back, each in its session. */
function Turns({ evidence, zone }: { evidence: NonNullable<GapEvent['details']['evidence']>; zone: string }) {
  return evidence.map(
    (turn) =>
      turn.sessionId !== null && (
        <Link
          key={turn.id}
          href={sessionHref(turn.sessionId, turn)}
          prefetch={false}
          className="link touch inline-flex items-center"
        >
          <span className="sr-only">Failed turn, </span>
          <Time value={turn.at} zone={zone} />
        </Link>
      ),
  );
}
