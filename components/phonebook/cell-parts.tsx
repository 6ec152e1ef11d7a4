import Link from 'next/link';
import { Badge } from '#components/ui/badge.tsx';
import { Found } from '#components/ui/found.tsx';
import { Th } from '#components/ui/table.tsx';
import type { ContactRow } from '#lib/phonebook/contact.ts';
import { kindLabels } from '#lib/phonebook/fields.ts';
import { markWords, nameFields } from '#lib/phonebook/marks.ts';
import { type PhonebookParams, type Sort, sortHref } from '#lib/phonebook/params.ts';

type SortedProps = { sort: Sort; params: PhonebookParams; align?: 'end'; className?: string; children: string };

/** The head of a column that sorts. */
export function Sorted({ sort, params, align, className, children }: SortedProps) {
  const current = params.sort ?? (params.q.trim() === '' && !params.deleted ? 'name' : null);
  const direction = current === sort ? params.dir : undefined;
  return (
    <Th align={align} className={className} sort={{ href: sortHref(params, sort), direction }}>
      {children}
    </Th>
  );
}

/** The name as the link to the entry, what was found in it marked. */
export function NameLink({ row }: { row: ContactRow }) {
  return (
    <Link
      href={`/phonebook/${row.id}`}
      prefetch={false}
      data-open
      data-strike
      title={row.full_name}
      className="truncate text-strong font-medium outline-offset-[-1px]"
    >
      <Found parts={markWords(row.full_name, row.why, nameFields)} />
    </Link>
  );
}

/** What kind of entry it is, where it is no person. */
export function KindBadge({ row }: { row: ContactRow }) {
  return row.kind === 'person' ? null : <Badge>{kindLabels[row.kind].toLowerCase()}</Badge>;
}

export function NoNumber() {
  return <span className="font-sans text-small text-ink-3">no number</span>;
}
