'use client';

import { useEffect } from 'react';
import { useAtHand } from '#components/layout/at-hand.tsx';
import type { Handy } from '#lib/phonebook/at-hand.ts';

/** Notes that the viewer opened the entry. In the browser, since a page fetched ahead was not opened. */
export function NoteUse({ contact }: { contact: Handy }) {
  const { used } = useAtHand();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once an entry, whatever else on the page is drawn anew.
  useEffect(() => used(contact), [contact.id]);
  return null;
}
