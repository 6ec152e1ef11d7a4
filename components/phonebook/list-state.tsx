import type { ReactNode } from 'react';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState, FailedPanel, NothingFound } from '#components/ui/states.tsx';
import type { ContactPage } from '#lib/phonebook/contact.ts';
import { firstParams, isNarrowed, type PhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';

type ListStateProps = {
  params: PhonebookParams;
  page: ContactPage;
  failed: boolean;
  canEdit: boolean;
  empty: ReactNode;
  children: ReactNode;
};

/** The list, or in words why there is none. */
export function ListState({ params, page, failed, canEdit, empty, children }: ListStateProps) {
  if (failed) {
    return (
      <FailedPanel title="The search got no answer" lastGood={page.rows.length > 0 && children}>
        What you see is from before. Type on to ask again.
      </FailedPanel>
    );
  }
  if (page.rows.length > 0) return children;
  if (page.page > 1) {
    return (
      <NothingFound
        title="The list ends before this page."
        action={<ButtonLink href={phonebookHref(params, { page: 1 })}>To the first page</ButtonLink>}
      />
    );
  }
  if (isNarrowed(params)) return <NobodyFits params={params} canEdit={canEdit} />;
  if (params.deleted) {
    return <EmptyState title="Nothing is deleted.">A deleted entry stands here until it is restored.</EmptyState>;
  }
  return empty;
}

function NobodyFits({ params, canEdit }: { params: PhonebookParams; canEdit: boolean }) {
  const text = params.q.trim();
  const filtered = isNarrowed({ ...params, q: '' });
  return (
    <NothingFound
      title={text === '' ? 'No entry has all these filters.' : `Nobody close to “${text}”.`}
      action={
        <>
          {filtered && (
            <ButtonLink href={phonebookHref({ ...firstParams, deleted: params.deleted }, { q: params.q })}>
              Clear filters
            </ButtonLink>
          )}
          {canEdit && !params.deleted && <ButtonLink href="/phonebook/new">Add a contact</ButtonLink>}
        </>
      }
    >
      {text !== '' &&
        'No guess is shown, because none is good enough. Fewer letters, or the end of a number, may find more.'}
    </NothingFound>
  );
}
