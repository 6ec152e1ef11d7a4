'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import type { BatchState, ImportProgress } from '#lib/imports/batch.ts';

const POLL_MS = 1_000;

type AtWorkProps = { state: BatchState; progress: ImportProgress };

/** An import under way: asks once a second, while the tab is in sight, until it has ended. */
export function AtWork({ state, progress }: AtWorkProps) {
  const router = useRouter();
  const [asking, start] = useTransition();
  // One question at a time: a next one would make React drop the answer that is on its way.
  useEffect(() => {
    if (asking) return;
    const timer = setInterval(() => {
      if (!document.hidden) start(() => router.refresh());
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [router, asking]);
  const { read, written } = progress;
  return (
    <div className="flex max-w-2xl flex-col gap-3 px-5 py-8">
      <p className="text-strong font-medium">{titles[state] ?? 'At work'}</p>
      <ProgressBar label="Rows written" done={written} total={read} />
      <p role="status" className="text-ink-2">
        {sentenceOf(progress)}
      </p>
      <p className="text-small text-ink-3">
        You can leave this page; the worker goes on, and the import stays in the list.
      </p>
    </div>
  );
}

const titles: Partial<Record<BatchState, string>> = {
  previewing: 'Trying it out. All of it is rolled back afterwards.',
  applying: 'Applying. It counts as a whole or not at all.',
  undoing: 'Taking it back.',
};

function sentenceOf({ step, read, written }: ImportProgress): string {
  if (step === 'waiting') return 'Waiting for the worker, which looks every two seconds.';
  if (step === 'reading') return `${countOf(read, 'row', 'rows')} read so far.`;
  if (step === 'matching') return `${countOf(read, 'row', 'rows')} read; finding the entries they mean.`;
  if (step === 'writing') return `${formatCount(written)} of ${countOf(read, 'row', 'rows')} written.`;
  return 'Writing down what changed.';
}
