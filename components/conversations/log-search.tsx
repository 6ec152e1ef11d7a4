'use client';

import { Search, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useState } from 'react';
import { LOG_GRID, rowId } from '#components/conversations/turn-list.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { filterHref, type LogParams } from '#lib/conversations/params.ts';

type SearchProps = { params: LogParams; hasRows: boolean; activeRow: string | null; onMove: (step: 1 | -1) => void };

/** The box for words, "phrases", beginnings* and *substrings*. Enter searches; the arrows walk the list without leaving it. */
export function LogSearch({ params, hasRows, activeRow, onMove }: SearchProps) {
  const router = useRouter();
  const { query } = params.filter;
  const [typed, setTyped] = useState({ of: query, text: query });
  const text = typed.of === query ? typed.text : query;
  const search = (wish: string) => router.push(filterHref(params, { query: wish }));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') onMove(1);
    else if (event.key === 'ArrowUp') onMove(-1);
    else if (event.key === 'Enter') search(text);
    else if (event.key === 'Escape' && text !== '') search('');
    else if (event.key === 'Escape') event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <search className="min-w-56 flex-1">
      <div className="soft-focus flex h-8 items-center gap-2 rounded-control border border-line-strong bg-page pr-1 pl-2.5 has-focus-visible:border-accent phone:h-11">
        <Search size={15} aria-hidden="true" className="shrink-0 text-ink-2" />
        <input
          type="search"
          aria-label="Search questions and answers"
          aria-controls={hasRows ? LOG_GRID : undefined}
          aria-activedescendant={activeRow === null ? undefined : rowId(activeRow)}
          placeholder="Words, “phrases”, begin*, *inside*, -without"
          autoComplete="off"
          spellCheck={false}
          maxLength={256}
          value={text}
          onChange={(event) => setTyped({ of: query, text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-base text-ink-1 outline-none"
        />
        {text !== '' && (
          <IconButton label="Clear the search" size={24} icon={<X size={15} />} onClick={() => search('')} />
        )}
      </div>
    </search>
  );
}
