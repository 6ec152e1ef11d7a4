'use client';

import { Search, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { IconButton } from '#components/ui/icon-button.tsx';
import { LONGEST_QUERY } from '#lib/phonebook/params.ts';

type SearchBoxProps = {
  text: string;
  onText: (text: string) => void;
  /** How many were found, and how fast. */
  note: string | null;
  /** The id of the row that arrows have walked to. */
  activeRow: string | undefined;
  onMove: (step: 1 | -1) => void;
  onEnter: () => void;
  /** The right arrow at the end of the text. */
  onRight: () => void;
};

/** The id of the grid that the box steers. */
export const CONTACTS_GRID = 'contacts';

/** One box for names, roles, numbers, ids and e-mails. Arrows walk the list without leaving it. */
export function SearchBox({ text, onText, note, activeRow, onMove, onEnter, onRight }: SearchBoxProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key, currentTarget: box, nativeEvent } = event;
    if (nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const atEnd = box.selectionStart === text.length && box.selectionEnd === text.length;
    if (key === 'ArrowDown') onMove(1);
    else if (key === 'ArrowUp') onMove(-1);
    else if (key === 'Enter') onEnter();
    else if (key === 'ArrowRight' && atEnd && !event.shiftKey) onRight();
    else if (key === 'Escape' && text !== '') onText('');
    else if (key === 'Escape') box.blur();
    else if (key !== '/' || text !== '') return;
    event.preventDefault();
  };
  return (
    <search className="px-5 pt-4 pb-3 phone:px-4 phone:py-3">
      <div className="soft-focus flex h-10 items-center gap-3 rounded-control border border-line-strong bg-page pr-2 pl-3 has-focus-visible:border-accent phone:h-11">
        <Search size={18} aria-hidden="true" className="shrink-0 text-ink-2" />
        <input
          type="search"
          aria-label="Search the phonebook"
          aria-controls={CONTACTS_GRID}
          aria-activedescendant={activeRow}
          placeholder="Name, role, number, id or e-mail"
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST_QUERY}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-title text-ink-1 outline-none"
        />
        <span role="status" className="shrink-0 tabular-nums text-small text-ink-2 phone:sr-only">
          {note}
        </span>
        {text !== '' && (
          <IconButton label="Clear the search" size={24} icon={<X size={16} />} onClick={() => onText('')} />
        )}
      </div>
    </search>
  );
}
