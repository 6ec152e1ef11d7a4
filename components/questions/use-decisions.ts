'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import type { Result } from '#lib/result.ts';
import { undoRulingAction } from '#server/questions/rulings/actions.ts';

type Made = { ruling: number };

/** Sends a decision, says what came of it, and offers to take it back while the message stands. */
export function useDecisions() {
  const router = useRouter();
  const toast = useToast();
  const [busy, start] = useTransition();
  const send = (decide: () => Promise<Result<unknown>>, done: () => void) =>
    start(async () => {
      const result = await decide();
      if (result.ok) done();
      else toast({ tone: 'failed', text: result.message });
      router.refresh();
    });
  const undo = (ruling: number) =>
    send(
      () => undoRulingAction(ruling),
      () => toast({ tone: 'done', text: 'Taken back.' }),
    );
  const decide = <T extends Made>(act: () => Promise<Result<T>>, words: string, after?: (made: T) => void) =>
    start(async () => {
      const result = await act();
      if (result.ok) {
        after?.(result.value);
        const { ruling } = result.value;
        toast({ tone: 'done', text: words, action: { label: 'Undo', run: () => undo(ruling) } });
      } else toast({ tone: 'failed', text: result.message });
      router.refresh();
    });
  return { busy, decide, undo };
}
