'use client';

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import type { TypedText } from '#lib/questions/gaps/detail.ts';
import { Writing, type Written } from '#lib/questions/gaps/writing.ts';
import { saveGapTextAction } from '#server/questions/gaps/actions.ts';

export type TextField = { gap: string; title: string; field: 'draft' | 'note' };

type Autosave = Written & Pick<Writing, 'type' | 'settle' | 'flush'>;

/** What is being typed, and what was typed and is not saved, by gap and field. Only a browser puts anything in. */
const writings = new Map<string, Writing>();

/**
 * A text that is kept while it is typed; whoever was overtaken is told and chooses. Where that comes out after the gap was left,
 * a line tells of it, and the text is there when the gap is opened again.
 */
export function useAutosave({ gap, title, field }: TextField, given: TypedText): Autosave {
  const toast = useToast();
  const key = `${field} ${gap}`;
  const [writing] = useState(
    () => writings.get(key) ?? new Writing(given, (text, basis) => saveGapTextAction({ gap, field, text, basis })),
  );
  const written = useSyncExternalStore(writing.subscribe, writing.now, writing.now);
  useEffect(() => writing.take(given), [writing, given]);
  const leave = useEffectEvent(() =>
    writing.close(({ saving }) => {
      if (saving.state === 'saved') writings.delete(key);
      else toast({ tone: 'failed', text: `The ${field} of “${title}” waits in its gap. ${reasonOf(saving)}` });
    }),
  );
  useEffect(() => {
    writings.set(key, writing);
    writing.open();
    return () => leave();
  }, [key, writing]);
  const { type, settle, flush } = writing;
  return { ...written, type, settle, flush };
}

function reasonOf(saving: Written['saving']): string {
  if (saving.state === 'conflict') return `Not saved: ${saving.by ?? 'somebody'} wrote there first.`;
  return saving.state === 'failed' ? saving.message : 'Not saved yet.';
}
