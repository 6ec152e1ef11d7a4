import Link from 'next/link';
import { Kbd } from '#components/ui/kbd.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { formatCount } from '#lib/count.ts';
import type { ContactPage } from '#lib/phonebook/contact.ts';
import { exportHref, LAST_PAGE, PAGE_SIZE, type PhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';

type ListFootProps = { params: PhonebookParams; page: ContactPage; canEdit: boolean; canExport: boolean };

/** Where in the list one is, the pages beside it, and the way to add who is not here. */
export function ListFoot({ params, page, canEdit, canExport }: ListFootProps) {
  const from = (page.page - 1) * PAGE_SIZE + 1;
  const last = Math.min(page.pages, LAST_PAGE);
  return (
    <>
      {(page.page > 1 || page.page < last || page.totalIs === 'least') && (
        <Pagination
          from={from}
          to={from + page.rows.length - 1}
          total={page.totalIs === 'least' ? undefined : page.total}
          estimated={page.totalIs === 'about'}
          previousHref={page.page > 1 ? phonebookHref(params, { page: page.page - 1, open: null }) : undefined}
          nextHref={page.page < last ? phonebookHref(params, { page: page.page + 1, open: null }) : undefined}
        />
      )}
      {page.page === LAST_PAGE && page.pages > LAST_PAGE && (
        <p className="px-5 pb-3 text-small text-ink-2">
          The list ends at row {formatCount(LAST_PAGE * PAGE_SIZE)}. Search, filter or turn the order round to see the
          rest.
        </p>
      )}
      {canExport && (
        <p className="px-5 py-3 text-ink-2 phone:px-4">
          <a href={exportHref(params)} download className="link touch inline-flex items-center">
            Export this list as CSV
          </a>
        </p>
      )}
      {canEdit && !params.deleted && (
        <p className="flex items-center gap-2 px-5 py-3 text-ink-2 phone:px-4">
          Not here?
          <Link href="/phonebook/new" className="link touch inline-flex items-center">
            Add a contact
          </Link>
          <span className="phone:hidden">
            <Kbd keys={['N']} />
          </span>
        </p>
      )}
    </>
  );
}
