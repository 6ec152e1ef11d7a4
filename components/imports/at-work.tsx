'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { type BatchState, type ImportProgress, isAtWork } from '#lib/imports/batch.ts';
import type { BatchProgress } from '#lib/imports/views.ts';
import { formatSpan } from '#lib/time.ts';
import { getProgressAction } from '#server/imports/actions.ts';

const POLL_MS = 1_000;

type AtWorkProps = BatchProgress & { batch: number };

/** An import under way: asks once a second, while the tab is in sight, until it has ended. */
export function AtWork({ batch, ...first }: AtWorkProps) {
  const { state, progress, silentMs } = useProgress(batch, first);
  const { read, written } = progress;
  return (
    <div className="flex max-w-2xl flex-col gap-3 px-5 py-8">
      <p className="text-strong font-medium">{titles[state] ?? 'At work'}</p>
      <ProgressBar label="Rows written" done={written} total={read} />
      <p role="status" className="text-ink-2">
        {sentenceOf(progress)}
      </p>
      {silentMs > 0 && (
        <p className="flex items-center gap-2 text-ink-2">
          <LampGlyph state="stale" />
          This was {formatSpan(silentMs)} ago. The server has not answered since; it is asked every second.
        </p>
      )}
      <p className="text-small text-ink-3">
        You can leave this page; the worker goes on, and the import stays in the list.
      </p>
    </div>
  );
}

/** The newest answer about a batch, and how long none has come since: 0 while they come. When it has ended, the page is drawn anew. */
function useProgress(batch: number, first: BatchProgress): BatchProgress & { silentMs: number } {
  const router = useRouter();
  const [seen, setSeen] = useState(() => ({ ...first, at: Date.now(), silentMs: 0 }));
  useEffect(() => {
    let stopped = false;
    const ask = async () => {
      try {
        const answer = await getProgressAction(batch);
        if (stopped) return;
        if (answer === null || !isAtWork(answer.state)) router.refresh();
        else setSeen({ ...answer, at: Date.now(), silentMs: 0 });
      } catch {
        setSeen((last) => ({ ...last, silentMs: Date.now() - last.at }));
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
  }, [batch, router]);
  return seen;
}

const titles: Partial<Record<BatchState, string>> = {
  previewing: 'Trying it out. All of it is rolled back afterwards.',
  applying: 'Applying. It counts as a whole or not at all.',
  undoing: 'Taking it back.',
};

function sentenceOf({ step, read, written }: ImportProgress): string {
  if (step === 'waiting') return 'Waiting for the worker, or for an import or an erasure that is at work.';
  if (step === 'reading') return `${countOf(read, 'row', 'rows')} read so far.`;
  if (step === 'matching') return `${countOf(read, 'row', 'rows')} read; finding the entries they mean.`;
  if (step === 'writing') return `${formatCount(written)} of ${countOf(read, 'row', 'rows')} written.`;
  return 'Writing down what changed.';
}
