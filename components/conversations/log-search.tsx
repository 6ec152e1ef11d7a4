'use client';

import { useRouter } from 'next/navigation';
import { LOG_GRID, rowId } from '#components/conversations/turn-list.tsx';
import { SearchBox } from '#components/ui/search-box.tsx';
import { filterHref, type LogParams } from '#lib/conversations/params.ts';

type SearchProps = { params: LogParams; hasRows: boolean; activeRow: string | null; onMove: (step: 1 | -1) => void };

/** The box for words, "phrases", beginnings* and *substrings*. Enter searches; the arrows walk the list without leaving it. */
export function LogSearch({ params, hasRows, activeRow, onMove }: SearchProps) {
  const router = useRouter();
  return (
    <SearchBox
      label="Search questions and answers"
      placeholder="Words, “phrases”, begin*, *inside*, -without"
      clearLabel="Clear the search"
      query={params.filter.query}
      maxLength={256}
      onSearch={(query) => router.push(filterHref(params, { query }))}
      onArrow={onMove}
      controls={hasRows ? LOG_GRID : undefined}
      active={activeRow === null ? undefined : rowId(activeRow)}
      className="min-w-56 flex-1"
    />
  );
}
