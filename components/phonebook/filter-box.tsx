'use client';

import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { IconButton } from '#components/ui/icon-button.tsx';

type FilterBoxProps = {
  ref?: Ref<HTMLInputElement>;
  label: string;
  placeholder: string;
  longest: number;
  text: string;
  onText: (text: string) => void;
  /** What came of it, said aloud too. */
  note: string | null;
  /** Arrow down: into the list below. */
  onDown: () => void;
  onEnter?: () => void;
};

/** A box that narrows the list below it as one types. */
export function FilterBox({ ref, label, placeholder, longest, text, onText, note, onDown, onEnter }: FilterBoxProps) {
  return (
    <search className="border-b border-line px-5 py-3 phone:px-4 print:hidden">
      <div className="soft-focus flex h-8 items-center gap-2.5 rounded-control border border-line-strong bg-page pr-1 pl-2.5 has-focus-visible:border-accent phone:h-11">
        <Search size={15} aria-hidden="true" className="shrink-0 text-ink-3" />
        <input
          ref={ref}
          type="search"
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={longest}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') onDown();
            else if (event.key === 'Enter' && onEnter) onEnter();
            else if (event.key === 'Escape' && text !== '') onText('');
            else return;
            event.preventDefault();
          }}
          className="h-full min-w-0 flex-1 bg-transparent text-strong text-ink-1 outline-none"
        />
        <span role="status" className="shrink-0 pr-1 tabular-nums text-small text-ink-2 phone:sr-only">
          {note}
        </span>
        {text !== '' && (
          <IconButton label="Clear the box" size={24} icon={<X size={15} />} onClick={() => onText('')} />
        )}
      </div>
    </search>
  );
}
