'use client';

import { useEffect } from 'react';
import { useLatestWish } from '#components/ui/use-latest-wish.ts';

const SELECTION_RESTS_MS = 600;

type Rested<A> = { answer: A | undefined; failed: boolean; again: () => void };

/**
 * What the card tells besides, asked for once the selection rests, so that walking the list asks for nothing. One
 * request is under way at a time; it fails alone. @param version of the entry: a new one is asked for anew
 */
export function useRested<A>(ask: (id: number) => Promise<A>, id: number, version: number): Rested<A> {
  const { wish, latest, failed } = useLatestWish(ask);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version has a new answer.
  useEffect(() => {
    const timer = setTimeout(() => wish(id), SELECTION_RESTS_MS);
    return () => clearTimeout(timer);
  }, [wish, id, version]);
  return {
    answer: latest?.wish === id ? latest.answer : undefined,
    failed: failed?.wish === id,
    again: () => wish(id),
  };
}
