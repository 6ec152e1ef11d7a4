'use client';

import { Search, X } from 'lucide-react';
import { IconButton } from '#components/ui/icon-button.tsx';
import { LONGEST_QUERY } from '#lib/phonebook/params.ts';

type SearchBoxProps = {
  text: string;
  onText: (text: string) => void;
  /** How many were found, and how fast. */
  note: string | null;
  onMove: (step: 1 | -1) => void;
  onEnter: () => void;
};

/** One box for names, roles, numbers, ids and e-mails. Arrows walk the list without leaving it. */
export function SearchBox({ text, onText, note, onMove, onEnter }: SearchBoxProps) {
  return (
    <search className="border-b border-line px-5 py-4 phone:px-4 phone:py-3">
      <div className="soft-focus flex h-10 items-center gap-3 rounded-control border border-line-strong bg-page pr-2 pl-3 has-focus-visible:border-accent phone:h-11">
        <Search size={18} aria-hidden="true" className="shrink-0 text-ink-2" />
        <input
          type="search"
          aria-label="Search the phonebook"
          placeholder="Name, role, number, id or e-mail"
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST_QUERY}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const step = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key];
            if (step !== undefined) onMove(step);
            else if (event.key === 'Enter') onEnter();
            else if (event.key === 'Escape' && text !== '') onText('');
            else return;
            event.preventDefault();
          }}
          className="h-full min-w-0 flex-1 bg-transparent text-title text-ink-1 outline-none"
        />
        <span role="status" className="figures shrink-0 text-small text-ink-2 phone:sr-only">
          {note}
        </span>
        {text !== '' && (
          <IconButton label="Clear the search" size={24} icon={<X size={16} />} onClick={() => onText('')} />
        )}
      </div>
    </search>
  );
}
