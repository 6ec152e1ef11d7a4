'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { ContactCard } from '#components/phonebook/contact-card.tsx';
import { ContactTable } from '#components/phonebook/contact-table.tsx';
import { FacetPanel, FacetSheet } from '#components/phonebook/facets.tsx';
import { ListFoot } from '#components/phonebook/list-foot.tsx';
import { ListState } from '#components/phonebook/list-state.tsx';
import { PhoneList } from '#components/phonebook/phone-list.tsx';
import { SearchBox } from '#components/phonebook/search-box.tsx';
import { copyText } from '#components/ui/copy-button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { useLatestWish } from '#components/ui/use-latest-wish.ts';
import type { ContactPage, ContactRow } from '#lib/phonebook/contact.ts';
import { type PhonebookParams, paramsFor, parsePhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';
import { numbersAt } from '#lib/phonebook/shown.ts';
import { beforeWriting, isAhead, type Typed, withKey } from '#lib/phonebook/typed.ts';
import { findContactsAction } from '#server/phonebook/actions.ts';

export type BoardProps = {
  /** The list as the server made it, and its address. */
  page: ContactPage;
  href: string;
  canEdit: boolean;
  canExport: boolean;
  zone: string;
  /** What stands where the phonebook is empty. */
  empty: ReactNode;
};

// Shorter than the pause between two keys of a calm typist, longer than between those of a fast one.
const KEYS_REST_MS = 100;
const ADDRESS_RESTS_MS = 300;

/** Search box, list and card. The address is the state; while someone types, the list runs ahead of it. */
export function PhonebookBoard({ page, href, canEdit, canExport, zone, empty }: BoardProps) {
  const { params, type } = useTypedParams(canEdit);
  const wanted = phonebookHref({ ...params, open: null });
  const { shown, failed, isOld } = usePage(wanted, href, page);
  const rows = shown.rows;
  const [selected, select] = useSelected(rows, params);
  const row = rows[selected];
  useListKeys({ rows, selected, select, canEdit, type });

  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col border-line lg:max-w-[960px] lg:border-r">
        <SearchBox
          text={params.q}
          onText={type}
          note={params.q.trim() === '' ? null : foundNote(shown, isOld)}
          onMove={(step) => select(selected + step)}
          onEnter={() => row && call(row)}
        />
        <FacetSheet params={params} facets={shown.facets} canEdit={canEdit} />
        <div className="flex min-h-0 flex-1">
          <FacetPanel params={params} facets={shown.facets} canEdit={canEdit} />
          <div className="min-w-0 flex-1" aria-busy={isOld} data-wanted={wanted}>
            <ListState params={params} page={shown} failed={failed} canEdit={canEdit} empty={empty}>
              <ContactTable
                rows={rows}
                params={params}
                selected={selected}
                onSelect={select}
                canEdit={canEdit}
                zone={zone}
              />
              <PhoneList rows={rows} params={params} />
              <ListFoot params={params} page={shown} canEdit={canEdit} canExport={canExport} />
            </ListState>
          </div>
        </div>
      </div>
      {row && <ContactCard key={row.id} contact={row} canEdit={canEdit} zone={zone} query={params.q} />}
    </div>
  );
}

/** The state in the address, with what has been typed since. The address follows once the keys rest. */
function useTypedParams(canEdit: boolean): { params: PhonebookParams; type: (text: string) => void } {
  const search = useSearchParams();
  const address = paramsFor(parsePhonebookParams(Object.fromEntries(search)), canEdit);
  const [typed, setTyped] = useState<Typed>();
  const ahead = isAhead(typed, address.q);
  const params = ahead ? { ...address, q: typed.text, page: 1, open: null } : address;
  const href = phonebookHref(params);
  const { q } = params;
  useEffect(() => {
    // Once the address is there or somewhere else, what was typed is over: a link back to where it began must work.
    if (!ahead) return setTyped((now) => (isAhead(now, q) ? now : undefined));
    const timer = setTimeout(() => {
      setTyped((now) => beforeWriting(now, q));
      window.history.replaceState(null, '', href);
    }, ADDRESS_RESTS_MS);
    return () => clearTimeout(timer);
  }, [ahead, href, q]);
  return { params, type: (text) => setTyped((now) => withKey(now, address.q, text)) };
}

/** The page for `wanted`: the server's own, the answer of the action, or for a moment the one before. */
function usePage(wanted: string, href: string, page: ContactPage) {
  const { wish, latest, failed } = useLatestWish(findContactsAction);
  const asked = useRef(href);
  useEffect(() => {
    if (wanted === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = wanted;
      if (wanted !== href) wish(wanted);
    }, KEYS_REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, href, wish]);
  if (wanted === href) return { shown: page, failed: false, isOld: false };
  return { shown: latest?.answer ?? page, failed, isOld: latest?.wish !== wanted };
}

/** Which row is open: the one in the address, else the first. */
function useSelected(rows: readonly ContactRow[], params: PhonebookParams): [number, (position: number) => void] {
  const [chosen, setChosen] = useState<number | null>(params.open);
  const at = rows.findIndex((row) => row.id === chosen);
  const select = (position: number) => {
    const row = rows[Math.min(Math.max(position, 0), rows.length - 1)];
    if (row === undefined) return;
    setChosen(row.id);
    window.history.replaceState(null, '', phonebookHref(params, { open: row.id }));
    document.querySelector(`[data-row="${row.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  return [Math.max(at, 0), select];
}

type ListKeys = {
  rows: readonly ContactRow[];
  selected: number;
  select: (position: number) => void;
  canEdit: boolean;
  type: (text: string) => void;
};

function useListKeys({ rows, selected, select, canEdit, type }: ListKeys): void {
  const router = useRouter();
  const toast = useToast();
  const row = rows[selected];
  const copyNumber = async () => {
    const number = row && numbersAt(row, row.dials)[0]?.value;
    if (!number) return;
    const done = await copyText(number);
    toast(done ? { tone: 'done', text: `Number copied, ${number}` } : { tone: 'failed', text: 'Number not copied.' });
  };
  useKeys('Phonebook', [
    { keys: 'ArrowDown', label: 'move down', foot: true, run: () => select(selected + 1) },
    { keys: 'ArrowUp', label: 'move up', foot: true, run: () => select(selected - 1) },
    { keys: 'Enter', label: 'call', foot: true, run: () => row && call(row) },
    { keys: 'c', label: 'copy number', foot: true, run: () => void copyNumber() },
    { keys: 'm', label: 'mail', foot: true, run: () => row?.email && window.location.assign(`mailto:${row.email}`) },
    { keys: 'ArrowRight', label: 'open entry', foot: true, run: () => row && router.push(`/phonebook/${row.id}`) },
    { keys: 'Escape', label: 'clear the search', run: () => type('') },
    ...(canEdit ? [{ keys: 'n', label: 'add a contact', foot: true, run: () => router.push('/phonebook/new') }] : []),
    ...(canEdit ? [{ keys: 'e', label: 'edit', run: () => row && router.push(`/phonebook/${row.id}/edit`) }] : []),
  ]);
}

function call(row: ContactRow): void {
  const href = numbersAt(row, row.dials)[0]?.href;
  if (href) window.location.assign(href);
}

function foundNote(page: ContactPage, isOld: boolean): string {
  if (isOld) return 'looking';
  if (page.total === 0) return 'nobody found';
  const found = page.total >= 200 ? 'the best 200' : `${page.total} found`;
  return `${found} in ${Math.max(1, Math.round(page.tookMs))} ms`;
}
