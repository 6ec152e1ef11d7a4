'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { type ErasureProgress, isErasureAtWork } from '#lib/erasure/erasure.ts';
import { progressWords } from '#lib/erasure/words.ts';
import { getErasureAction } from '#server/settings/privacy/actions.ts';

const POLL_MS = 1_000;

/** A preview or an erasure under way: asks once a second, while the tab is in sight, until it has ended. */
export function ErasureAtWork({
  id,
  isPreview,
  progress: first,
}: {
  id: number;
  isPreview: boolean;
  progress: ErasureProgress;
}) {
  const { progress, isSilent } = useProgress(id, first, isPreview);
  return (
    <div className="flex flex-col gap-3">
      <ProgressBar label="Read so far" done={progress.done} total={progress.total} />
      <p role="status" className="text-ink-2">
        {isSilent ? 'The server has not answered; it is asked every second.' : progressWords(progress, isPreview)}
      </p>
      <p className="text-small text-ink-3">You can leave this page; the worker goes on.</p>
    </div>
  );
}

function useProgress(id: number, first: ErasureProgress, isPreview: boolean) {
  const router = useRouter();
  const [seen, setSeen] = useState({ progress: first, isSilent: false });
  useEffect(() => {
    let stopped = false;
    const ask = async () => {
      try {
        const answer = await getErasureAction(id);
        if (stopped) return;
        const goesOn =
          answer !== null && isErasureAtWork(answer.state) && (answer.state === 'previewing') === isPreview;
        if (goesOn) setSeen({ progress: answer.progress, isSilent: false });
        else router.refresh();
      } catch {
        setSeen((last) => ({ ...last, isSilent: true }));
      }
    };
    const poll = async () => {
      if (!document.hidden) await ask();
      if (!stopped) timer = setTimeout(poll, POLL_MS);
    };
    let timer = setTimeout(poll, POLL_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [id, isPreview, router]);
  return seen;
}
