'use client';

import { useRouter } from 'next/navigation';
import { useAtHand } from '#components/layout/at-hand.tsx';
import { useKeys } from '#components/layout/keys.tsx';
import { copyText } from '#components/ui/copy-button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { handyOf } from '#lib/phonebook/at-hand.ts';
import type { ContactRow } from '#lib/phonebook/contact.ts';
import { mailHref, numbersAt } from '#lib/phonebook/shown.ts';

type ListKeys = {
  position: number;
  select: (position: number) => void;
  /** Hands over the open entry, once the list is there. */
  withRow: (act: (row: ContactRow) => void) => void;
  canEdit: boolean;
  clear: () => void;
  openFilters: () => void;
  copyLink: () => void;
};

export type RowActs = Record<'call' | 'copyNumber' | 'mail' | 'open', (row: ContactRow) => void>;

/** What can be done with the open entry by key; each but opening makes it a recent one (the entry's page does that itself). */
export function useRowActs(): RowActs {
  const router = useRouter();
  const toast = useToast();
  const { used } = useAtHand();
  const go = (row: ContactRow, href: string | null | undefined) => {
    if (!href) return;
    used(handyOf(row, row.dials));
    window.location.assign(href);
  };
  const copy = async (row: ContactRow) => {
    const number = numbersAt(row, row.dials)[0]?.value;
    if (!number) return toast({ tone: 'failed', text: `${row.full_name} has no number on record.` });
    const done = await copyText(number);
    toast(done ? { tone: 'done', text: `Number copied, ${number}` } : { tone: 'failed', text: 'Number not copied.' });
    if (done) used(handyOf(row, row.dials));
  };
  return {
    call: (row) => go(row, numbersAt(row, row.dials)[0]?.href),
    mail: (row) => go(row, row.email && mailHref(row.email)),
    copyNumber: (row) => void copy(row),
    open: (row) => router.push(`/phonebook/${row.id}`),
  };
}

/** The keys of the list; those with Ctrl, ⌘ or Alt work within the search box too. */
export function useListKeys(list: ListKeys, acts: RowActs): void {
  const { position, select, withRow, canEdit, clear, openFilters, copyLink } = list;
  const router = useRouter();
  const { star } = useAtHand();
  const jumps = Array.from({ length: 9 }, (_, place) => ({
    keys: `Alt+${place + 1}`,
    label: 'jump',
    caps: place === 0 ? ['Alt', '1-9'] : null,
    foot: true,
    run: () => select(place),
  }));
  useKeys('Phonebook', [
    { keys: 'ArrowUp', caps: ['ArrowUp', 'ArrowDown'], label: 'move', foot: true, run: () => select(position - 1) },
    { keys: 'ArrowDown', caps: null, label: 'move', run: () => select(position + 1) },
    { keys: 'Enter', label: 'call', foot: true, run: () => withRow(acts.call) },
    { keys: 'Mod+c', label: 'copy number', foot: true, when: nothingMarked, run: () => withRow(acts.copyNumber) },
    { keys: 'c', label: 'copy number, outside of fields', run: () => withRow(acts.copyNumber) },
    { keys: 'm', label: 'mail', foot: true, run: () => withRow(acts.mail) },
    { keys: 'ArrowRight', label: 'open entry', foot: true, run: () => withRow(acts.open) },
    ...jumps,
    { keys: 'f', label: 'filters', foot: true, run: openFilters },
    { keys: 's', label: 'favourite', foot: true, run: () => withRow((row) => star(handyOf(row, row.dials))) },
    { keys: 'l', label: 'copy a link to what is shown', run: copyLink },
    { keys: 'Escape', label: 'clear the search', run: clear },
    ...(canEdit ? [{ keys: 'n', label: 'add a contact', run: () => router.push('/phonebook/new') }] : []),
    ...(canEdit
      ? [{ keys: 'e', label: 'edit', run: () => withRow((row) => router.push(`/phonebook/${row.id}/edit`)) }]
      : []),
  ]);
}

/** With something marked, copying is the browser's. */
function nothingMarked(): boolean {
  const field = document.activeElement;
  const inField = field instanceof HTMLInputElement && field.selectionStart !== field.selectionEnd;
  return !inField && (window.getSelection()?.isCollapsed ?? true);
}
