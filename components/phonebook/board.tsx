'use client';

import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTyping } from '#components/layout/keys.tsx';
import { AtHandStrip } from '#components/phonebook/at-hand-strip.tsx';
import { ContactCard } from '#components/phonebook/contact-card.tsx';
import { ContactTable, rowId } from '#components/phonebook/contact-table.tsx';
import { FacetPanel, focusFilters } from '#components/phonebook/facets.tsx';
import { FilterBar } from '#components/phonebook/filter-bar.tsx';
import { ListFoot } from '#components/phonebook/list-foot.tsx';
import { ListState } from '#components/phonebook/list-state.tsx';
import { NearestLine } from '#components/phonebook/nearest-line.tsx';
import { PhoneList } from '#components/phonebook/phone-list.tsx';
import { ReadAs } from '#components/phonebook/read-as.tsx';
import { SearchBox } from '#components/phonebook/search-box.tsx';
import { useListKeys, useRowActs } from '#components/phonebook/use-list-keys.ts';
import { usePage } from '#components/phonebook/use-page.ts';
import { useOnceThere, useSelected } from '#components/phonebook/use-selected.ts';
import { useTypedParams } from '#components/phonebook/use-typed-params.ts';
import { copyText } from '#components/ui/copy-button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { ContactPage, ContactRow } from '#lib/phonebook/contact.ts';
import { isNarrowed, type PhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';

export type BoardProps = {
  /** The list as the server made it, and its address. */
  page: ContactPage;
  href: string;
  /** The entry that the address opens, when the list does not hold it. */
  opened: ContactRow | null;
  canEdit: boolean;
  canExport: boolean;
  zone: string;
  /** What stands where the phonebook is empty. */
  empty: ReactNode;
};

/** Search box, list and card. The address is the state; while someone types, the list runs ahead of it. */
export function PhonebookBoard({ page, href, opened, canEdit, canExport, zone, empty }: BoardProps) {
  const { params, isAhead, type } = useTypedParams(canEdit);
  const wanted = phonebookHref({ ...params, open: null });
  const { shown, failed, isOld } = usePage(wanted, href, page);
  const { position, row, select } = useSelected({ page: shown, params, wanted, opened, isAhead });
  const withRow = useOnceThere(!isOld && !failed, wanted, row);
  const acts = useRowActs();
  const copyLink = useCopyLink(params, row);
  const [filtersOpen, openFilters] = useState(false);
  useTyping((text) => typeIntoBox(text, type));
  useListKeys(
    {
      position,
      select,
      withRow,
      canEdit,
      clear: () => type(''),
      openFilters: () => openFilters(!focusFilters()),
      copyLink,
    },
    acts,
  );
  const isFirst = !isNarrowed(params) && !params.deleted && params.page === 1;
  const inList = shown.rows[position];

  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col border-line lg:max-w-[960px] lg:border-r">
        <div className="border-b border-line">
          <SearchBox
            text={params.q}
            onText={type}
            note={params.q.trim() === '' || failed ? null : foundNote(shown, isOld)}
            activeRow={inList && rowId(inList.id)}
            onMove={(step) => select(position + step)}
            onEnter={() => withRow(acts.call)}
            onRight={() => withRow(acts.open)}
          />
          <ReadAs readAs={shown.readAs} />
          <FilterBar
            params={params}
            facets={shown.facets}
            canEdit={canEdit}
            open={filtersOpen}
            onOpenChange={openFilters}
          />
        </div>
        <div className="flex min-h-0 flex-1">
          <FacetPanel params={params} facets={shown.facets} canEdit={canEdit} />
          <div className="min-w-0 flex-1" aria-busy={isOld} data-wanted={wanted}>
            {isFirst && <AtHandStrip />}
            <ListState params={params} page={shown} failed={failed} canEdit={canEdit} empty={empty}>
              {shown.closeness === 'nearest' && <NearestLine text={params.q.trim()} />}
              <ContactTable
                page={shown}
                params={params}
                selected={position}
                onSelect={select}
                canEdit={canEdit}
                zone={zone}
              />
              <PhoneList page={shown} params={params} />
              <ListFoot params={params} page={shown} canEdit={canEdit} canExport={canExport} />
            </ListState>
          </div>
        </div>
      </div>
      {row ? (
        <ContactCard contact={row} closeness={shown.closeness} canEdit={canEdit} zone={zone} onCopyLink={copyLink} />
      ) : (
        <NoCard isGuess={shown.closeness === 'nearest'} />
      )}
    </div>
  );
}

/** Keeps the card's place, so that the list does not move while one types. */
function NoCard({ isGuess }: { isGuess: boolean }) {
  return (
    <div className="w-[400px] px-7 pt-6 text-ink-2 max-lg:hidden min-[1700px]:w-auto min-[1700px]:flex-1">
      {isGuess && 'Nobody is chosen, because these are guesses. Walk to one with the arrows to see the numbers.'}
    </div>
  );
}

/** What was typed outside of any field begins a new search. */
function typeIntoBox(text: string, type: (text: string) => void): void {
  flushSync(() => type(text));
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
}

/** Copies an address that shows the same list and the same entry. */
function useCopyLink(params: PhonebookParams, row: ContactRow | undefined): () => void {
  const toast = useToast();
  return async () => {
    const link = window.location.origin + phonebookHref(params, { open: row?.id ?? null });
    const done = await copyText(link);
    toast(done ? { tone: 'done', text: 'Link copied' } : { tone: 'failed', text: 'Link not copied.' });
  };
}

function foundNote(page: ContactPage, isOld: boolean): string {
  if (isOld) return 'looking';
  if (page.total === 0) return 'nobody found';
  if (page.closeness === 'nearest') return 'nobody close';
  const found = page.total >= 200 ? 'the best 200' : `${page.total} found`;
  return `${found} in ${Math.max(1, Math.round(page.tookMs))} ms`;
}
