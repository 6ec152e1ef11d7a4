'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import { decidedWords } from '#lib/questions/rulings/decided-words.ts';
import { noAnswer, type Result } from '#lib/result.ts';
import { undoRulingAction } from '#server/questions/rulings/actions.ts';

type Made = { ruling: number };

/** Sends a decision, says what came of it, and offers to take it back while the message stands. */
export function useDecisions() {
  const router = useRouter();
  const toast = useToast();
  const [busy, start] = useTransition();
  const send = (work: () => Promise<void>) =>
    start(async () => {
      await work();
      router.refresh();
    });
  const undo = (...rulings: number[]) =>
    send(async () => {
      const failures: string[] = [];
      for (const ruling of rulings.toReversed()) {
        const result = await undoRulingAction(ruling).catch(noAnswer);
        if (!result.ok) failures.push(result.message);
      }
      const [first] = failures;
      if (first === undefined) return toast({ tone: 'done', text: 'Taken back.' });
      const taken = decidedWords(rulings.length - failures.length, 'taken back', failures);
      toast({ tone: 'failed', text: rulings.length === 1 ? first : taken });
    });
  const undoOf = (...rulings: number[]) => ({ label: 'Undo', run: () => undo(...rulings) });
  const decide = <T extends Made>(act: () => Promise<Result<T>>, words: string, after?: (made: T) => void) =>
    send(async () => {
      const result = await act().catch(noAnswer);
      if (!result.ok) return toast({ tone: 'failed', text: result.message });
      after?.(result.value);
      toast({ tone: 'done', text: words, action: undoOf(result.value.ruling) });
    });
  /** Sends a decision about each of several groups, told and taken back as one. `after` gets those that it failed for. */
  const decideEach = <G>(
    groups: readonly G[],
    act: (group: G) => Promise<Result<Made>>,
    what: string,
    after: (failed: G[]) => void,
  ) =>
    send(async () => {
      const rulings: number[] = [];
      const failed: { group: G; message: string }[] = [];
      for (const group of groups) {
        const result = await act(group).catch(noAnswer);
        if (result.ok) rulings.push(result.value.ruling);
        else failed.push({ group, message: result.message });
      }
      after(failed.map(({ group }) => group));
      const text = decidedWords(
        rulings.length,
        what,
        failed.map(({ message }) => message),
      );
      const action = rulings.length > 0 ? { action: undoOf(...rulings) } : {};
      toast({ tone: failed.length === 0 ? 'done' : 'failed', text, ...action });
    });
  return { busy, decide, decideEach, undo };
}
