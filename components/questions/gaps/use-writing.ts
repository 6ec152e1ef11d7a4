'use client';

import { useEffect, useState } from 'react';
import { typedFieldId } from './typed-field.tsx';

/**
 * Leads to the draft of a gap. While that is on its way, what is typed waits for it: its letters are no shortcuts.
 * @param coming the gap whose page is on its way, if one is
 */
export function useWriting(coming: string | null): (gap: string) => void {
  const [awaited, setAwaited] = useState<string | null>(null);
  const waits = awaited !== null && awaited === coming;
  useEffect(() => {
    if (!waits) return;
    let typed = '';
    const keep = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === 'Escape') setAwaited(null);
      else if (event.key === 'Backspace') typed = typed.slice(0, -1);
      else if (event.key === 'Enter') typed += '\n';
      else if (event.key.length === 1) typed += event.key;
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', keep, true);
    return () => {
      window.removeEventListener('keydown', keep, true);
      setAwaited(null);
      begin(awaited, typed);
    };
  }, [waits, awaited]);
  return (gap) => setAwaited(begin(gap, '') ? null : gap);
}

/** Puts the caret into the draft and `typed` at its end. @returns whether the gap is shown */
function begin(gap: string, typed: string): boolean {
  const field = document.querySelector<HTMLTextAreaElement>(`#${typedFieldId(gap, 'draft')} textarea`);
  if (field === null) return false;
  field.focus();
  if (typed === '') return true;
  field.setRangeText(typed, field.value.length, field.value.length, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
}
