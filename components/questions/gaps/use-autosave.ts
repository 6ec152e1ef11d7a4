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

type Version = Pick<TypedText, 'at' | 'by'>;

type Autosave = {
  text: string;
  type: (text: string) => void;
  saving: Saving;
  /** When it was saved, and by whom if not here. */
  saved: Version;
  /** Ends a conflict: with the other's text, or with one's own over it. */
  settle: (keep: 'mine' | 'theirs') => void;
  /** Keeps at once what was typed. */
  flush: () => void;
};

/** A text that is kept while it is typed, one save at a time; whoever was overtaken is told and chooses. */
export function useAutosave(gap: string, field: 'draft' | 'note', given: TypedText): Autosave {
  const [text, setText] = useState(given.text);
  const [saving, setSaving] = useState<Saving>({ state: 'saved' });
  const [saved, setSaved] = useState<Version>(given);
  const wanted = useRef<string>(undefined);
  const busy = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // What somebody wrote since is taken over, unless something of one's own is not saved yet.
  if (saving.state === 'saved' && given.at !== null && given.at > (saved.at ?? '')) {
    setText(given.text);
    setSaved(given);
  }

  async function save(basis = saved.at): Promise<void> {
    clearTimeout(timer.current);
    const next = wanted.current;
    if (busy.current || next === undefined) return;
    busy.current = true;
    wanted.current = undefined;
    setSaving({ state: 'saving' });
    const result = await saveGapTextAction({ gap, field, text: next, basis }).catch(() => null);
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
    setSaved({ at: value.at, by: null });
    if (wanted.current === undefined) setSaving({ state: 'saved' });
    else await save(value.at);
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
    saved,
    type(next) {
      setText(next);
      wanted.current = next;
      setSaving((now) => (now.state === 'conflict' ? now : { state: 'typed' }));
      clearTimeout(timer.current);
      if (saving.state !== 'conflict') timer.current = setTimeout(() => void latest.current(), RESTS_MS);
    },
    settle(keep) {
      if (saving.state !== 'conflict') return;
      setSaved({ at: saving.at, by: saving.by });
      wanted.current = keep === 'mine' ? text : undefined;
      if (keep === 'theirs') {
        setText(saving.text);
        setSaving({ state: 'saved' });
      } else void save(saving.at);
    },
    flush: () => void save(),
  };
}
