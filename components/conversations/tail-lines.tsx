'use client';

import { ArrowUp } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { type Failed, MOST_NEW, type Tail } from '#lib/conversations/tail.ts';
import { countOf, formatCount } from '#lib/count.ts';
import { formatInstant } from '#lib/time.ts';

/** Since when a live log is told nothing, why, and when it goes on. */
export function FailedLine({ failed: { since, why }, zone, now }: { failed: Failed; zone: string; now: Date }) {
  const at = formatInstant(new Date(since), zone, 'clock', now);
  const sentences = {
    unanswered: `Live since ${at} without an answer. It goes on from where it was.`,
    'signed-out': `Not live since ${at}: your session has ended. Signed in again, it goes on from where it was.`,
    forbidden: `Not live since ${at}: you may no longer read the log.`,
  };
  return (
    <p role="status" className="border-y border-line bg-sunken px-5 py-1.5 text-ink-2">
      {sentences[why]}
    </p>
  );
}

type HeldProps = { tail: Pick<Tail, 'isPast' | 'waitingCount'>; onShow: () => void; onResume: () => void };

/** How much waits so that nothing moves under a reader's eyes, and the two ways to it. */
export function HeldLine({ tail: { isPast, waitingCount }, onShow, onResume }: HeldProps) {
  return (
    <div
      role="status"
      className="sticky top-0 z-20 flex min-h-9 items-center gap-3 border-y border-line bg-sunken px-5 text-ink-2"
    >
      Held while you read
      <b className="font-medium text-ink-1">
        {isPast
          ? `more than ${formatCount(MOST_NEW)} newer turns`
          : countOf(waitingCount, 'newer turn matches', 'newer turns match')}
      </b>
      <span className="ml-auto flex gap-2">
        <Button size={24} icon={<ArrowUp size={13} />} onClick={onShow}>
          Show
        </Button>
        <Button size={24} onClick={onResume}>
          Resume <Kbd keys={['Space']} />
        </Button>
      </span>
    </div>
  );
}
