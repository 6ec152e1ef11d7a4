'use client';

import { useRouter } from 'next/navigation';
import { SearchBox } from '#components/ui/search-box.tsx';
import { type GapParams, gapHref } from '#lib/questions/gaps/params.ts';
import { LONGEST_QUERY } from '#lib/questions/params.ts';

/** The box for words that the shown gaps must have. */
export function GapSearch({ params }: { params: GapParams }) {
  const router = useRouter();
  return (
    <SearchBox
      label="Words in the gap"
      placeholder="Words in the gap"
      clearLabel="Clear the words"
      query={params.query}
      maxLength={LONGEST_QUERY}
      onSearch={(query) => router.push(gapHref(params, { query: query.trim() }))}
      className="w-56 phone:w-full"
    />
  );
}
