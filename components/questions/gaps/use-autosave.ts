'use client';

import { useEffect, useRef, useState } from 'react';
import type { TypedText } from '#lib/questions/gaps/detail.ts';
import { saveGapTextAction } from '#server/questions/gaps/actions.ts';

/** A pause in typing after which the text is kept. */
const RESTS_MS = 800;

type Saving =
  | { state: 'saved' | 'typed' | 'saving' }
  | { state: 'failed'; message: string }
  | { state: 'conflict'; by: string | null; text: string; at: string | null };

type Autosave = {
  text: string;
  type: (text: string) => void;
  saving: Saving;
  savedAt: string | null;
  /** Ends a conflict: with the other's text, or with one's own over it. */
  settle: (keep: 'mine' | 'theirs') => void;
  /** Keeps at once what was typed. */
  flush: () => void;
};

/** A text that is kept while it is typed, one save at a time; whoever was overtaken is told and chooses. */
export function useAutosave(gap: string, field: 'draft' | 'note', given: TypedText): Autosave {
  const [text, setText] = useState(given.text);
  const [saving, setSaving] = useState<Saving>({ state: 'saved' });
  const [savedAt, setSavedAt] = useState(given.at);
  const basis = useRef(given.at);
  const wanted = useRef<string>(undefined);
  const busy = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  async function save(): Promise<void> {
    clearTimeout(timer.current);
    const next = wanted.current;
    if (busy.current || next === undefined) return;
    busy.current = true;
    wanted.current = undefined;
    setSaving({ state: 'saving' });
    const result = await saveGapTextAction({ gap, field, text: next, basis: basis.current }).catch(() => null);
    busy.current = false;
    if (result === null || !result.ok) {
      wanted.current ??= next;
      setSaving({ state: 'failed', message: result?.message ?? 'Not saved: the server gave no answer.' });
      return;
    }
    const { value } = result;
    if (!value.saved) {
      setSaving({ state: 'conflict', ...value });
      return;
    }
    basis.current = value.at;
    setSavedAt(value.at);
    if (wanted.current === undefined) setSaving({ state: 'saved' });
    else await save();
  }

  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  // What was typed is kept when the gap is left, too.
  useEffect(() => () => void latest.current(), []);

  return {
    text,
    saving,
    savedAt,
    type(next) {
      setText(next);
      wanted.current = next;
      setSaving((now) => (now.state === 'conflict' ? now : { state: 'typed' }));
      clearTimeout(timer.current);
      if (saving.state !== 'conflict') timer.current = setTimeout(() => void latest.current(), RESTS_MS);
    },
    settle(keep) {
      if (saving.state !== 'conflict') return;
      basis.current = saving.at;
      wanted.current = keep === 'mine' ? text : undefined;
      if (keep === 'theirs') {
        setText(saving.text);
        setSavedAt(saving.at);
        setSaving({ state: 'saved' });
      } else void save();
    },
    flush: () => void save(),
  };
}
