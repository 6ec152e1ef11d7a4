'use client';

import { useEffect, useRef, useState } from 'react';
import { ADDRESS_RESTS_MS } from '#components/phonebook/use-typed-params.ts';
import type { ContactPage, ContactRow } from '#lib/phonebook/contact.ts';
import { type PhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';

type List = {
  page: ContactPage;
  params: PhonebookParams;
  /** The address of the list without an open entry. */
  wanted: string;
  /** The entry of the address when the list does not hold it. */
  opened: ContactRow | null;
  /** The address has yet to follow the keys. */
  isAhead: boolean;
};

type Selected = {
  /** The place in the list, or -1. */
  position: number;
  row: ContactRow | undefined;
  select: (position: number) => void;
};

/** Which entry is open: the one walked to, the one in the address, else the best; of mere guesses none by itself. */
export function useSelected({ page, params, wanted, opened, isAhead }: List): Selected {
  const [chosen, setChosen] = useState<{ in: string; id: number }>();
  const { rows } = page;
  const id = chosen?.in === wanted ? chosen.id : params.open;
  const at = rows.findIndex((row) => row.id === id);
  const elsewhere = opened !== null && opened.id === id;
  const position = at < 0 && !elsewhere && page.closeness === 'close' ? Math.min(0, rows.length - 1) : at;
  const href = phonebookHref(params, { open: id });
  const isBehind = !isAhead && id !== params.open;
  useEffect(() => {
    if (!isBehind) return;
    // Arrows held down would write faster than browsers allow.
    const timer = setTimeout(() => window.history.replaceState(null, '', href), ADDRESS_RESTS_MS);
    return () => clearTimeout(timer);
  }, [isBehind, href]);
  const select = (to: number) => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    if (row === undefined) return;
    setChosen({ in: wanted, id: row.id });
    document.querySelector(`tr[data-row="${row.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  return { position, row: rows[position] ?? (elsewhere ? opened : undefined), select };
}

/**
 * Does something with the open entry. While the list is still on its way it waits for it, so that a quick Enter calls
 * whom was typed for and not who stood there before; typing on cancels it.
 */
export function useOnceThere(isThere: boolean, wanted: string, row: ContactRow | undefined) {
  const waiting = useRef<{ for: string; act: (row: ContactRow) => void }>(undefined);
  useEffect(() => {
    const wait = waiting.current;
    if (wait === undefined || (wait.for === wanted && !isThere)) return;
    waiting.current = undefined;
    if (wait.for === wanted && row !== undefined) wait.act(row);
  });
  return (act: (row: ContactRow) => void) => {
    if (!isThere) waiting.current = { for: wanted, act };
    else if (row !== undefined) act(row);
  };
}
