'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { RegroupState } from '#lib/questions/board.ts';
import { noAnswer } from '#lib/result.ts';
import { getRegroupAction, regroupAction } from '#server/questions/grouper/actions.ts';

const POLL_MS = 2_000;

/** Has all questions grouped anew, says how far that is, and shows the list as it is then. */
export function Regroup({ state }: { state: RegroupState }) {
  const router = useRouter();
  const toast = useToast();
  const [busy, start] = useTransition();
  const [isAsked, setAsked] = useState(false);
  const [seen, setSeen] = useState(state);
  const before = useRef(state);
  const isAtWork = isAsked || seen.isRunning;

  useEffect(() => {
    if (!isAtWork) return;
    let stopped = false;
    const poll = async () => {
      const now = document.hidden ? null : await getRegroupAction().catch(() => null);
      if (stopped) return;
      if (now !== null) {
        setSeen(now);
        const { beganAt, endedAt, isRunning } = before.current;
        // One that ran between two looks has begun since.
        if (!now.isRunning && (isRunning || now.beganAt !== beganAt)) {
          setAsked(false);
          before.current = now;
          if (now.endedAt !== endedAt) toast({ tone: 'done', text: 'All questions were grouped anew.' });
          else toast({ tone: 'failed', text: `Grouping anew was not finished. ${now.trouble ?? 'Try again later.'}` });
          router.refresh();
          return;
        }
      }
      timer = setTimeout(poll, POLL_MS);
    };
    let timer = setTimeout(poll, POLL_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [isAtWork, router, toast]);

  if (isAtWork)
    return <span role="status">grouping anew{seen.isRunning ? shareWords(seen) : ', waiting to begin'}</span>;
  return (
    <Button
      variant="quiet"
      busy={busy}
      title="Looks at all questions together, as every night. Names, pins, merges and splits stay."
      onClick={() =>
        start(async () => {
          const result = await regroupAction().catch(noAnswer);
          if (result.ok) setAsked(true);
          else toast({ tone: 'failed', text: result.message });
        })
      }
    >
      Group anew
    </Button>
  );
}

function shareWords({ share }: RegroupState): string {
  return share === null ? '' : `, ${Math.floor(share * 100)} %`;
}
