'use client';

import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { IconButton } from '#components/ui/icon-button.tsx';

type SearchBoxProps = {
  label: string;
  placeholder: string;
  clearLabel: string;
  /** What is searched for now. Another value from outside takes the place of what was typed. */
  query: string;
  maxLength: number;
  onSearch: (query: string) => void;
  /** The arrows: to walk a list without leaving the box. */
  onArrow?: (step: 1 | -1) => void;
  controls?: string | undefined;
  active?: string | undefined;
  className: string;
};

/** A box that searches by Enter and is cleared by Escape; a second Escape leaves it. */
export function SearchBox({ query, onSearch, onArrow, className, ...given }: SearchBoxProps) {
  const [typed, setTyped] = useState({ of: query, text: query });
  const text = typed.of === query ? typed.text : query;
  const clear = () => {
    setTyped({ of: query, text: '' });
    if (query !== '') onSearch('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' && onArrow !== undefined) onArrow(1);
    else if (event.key === 'ArrowUp' && onArrow !== undefined) onArrow(-1);
    else if (event.key === 'Enter') onSearch(text);
    else if (event.key === 'Escape' && text !== '') clear();
    else if (event.key === 'Escape') event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <search className={className}>
      <div className="soft-focus flex h-8 items-center gap-2 rounded-control border border-line-strong bg-page pr-1 pl-2.5 has-focus-visible:border-accent phone:h-11">
        <Search size={15} aria-hidden="true" className="shrink-0 text-ink-2" />
        <input
          type="search"
          aria-label={given.label}
          aria-controls={given.controls}
          aria-activedescendant={given.active}
          placeholder={given.placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={given.maxLength}
          value={text}
          onChange={(event) => setTyped({ of: query, text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-base text-ink-1 outline-none"
        />
        {text !== '' && <IconButton label={given.clearLabel} size={24} icon={<X size={15} />} onClick={clear} />}
      </div>
    </search>
  );
}
