import { FolderOpen, UserPlus } from 'lucide-react';
import type { Metadata } from 'next';
import { PhonebookBoard } from '#components/phonebook/board.tsx';
import { AddSampleButton, SampleLine } from '#components/phonebook/sample-buttons.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { paramsFor, parsePhonebookParams, phonebookHref, type SearchParams } from '#lib/phonebook/params.ts';
import { roleMay } from '#lib/roles.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { countSamplePeople, findContacts, getRow } from '#server/phonebook/queries.ts';

export const metadata: Metadata = { title: 'Phonebook' };

export default async function PhonebookPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireActor('phonebook.read');
  const canEdit = roleMay(actor.role, 'phonebook.edit');
  const params = paramsFor(parsePhonebookParams(await searchParams), canEdit);
  const [page, zone, samples] = await Promise.all([
    findContacts(actor, params),
    getViewerZone(),
    canEdit ? countSamplePeople(actor) : 0,
  ]);
  const { open } = params;
  const isListed = open === null || page.rows.some(({ id }) => id === open);
  const opened = isListed ? null : await getRow(actor, open);
  return (
    <>
      <h1 className="sr-only">Phonebook</h1>
      {samples > 0 && <SampleLine count={samples} />}
      <PhonebookBoard
        page={page}
        href={phonebookHref({ ...params, open: null })}
        opened={opened}
        canEdit={canEdit}
        canExport={roleMay(actor.role, 'phonebook.export')}
        zone={zone}
        empty={<EmptyPhonebook canEdit={canEdit} />}
      />
    </>
  );
}

function EmptyPhonebook({ canEdit }: { canEdit: boolean }) {
  if (!canEdit)
    return (
      <EmptyState title="The phonebook is empty.">An admin brings it in; then it is searched from here.</EmptyState>
    );
  return (
    <EmptyState
      title="The phonebook is empty."
      action={
        <>
          <ButtonLink href="/phonebook/import" variant="primary" icon={<FolderOpen size={15} />}>
            Import a file
          </ButtonLink>
          <ButtonLink href="/phonebook/new" icon={<UserPlus size={15} />}>
            Add one by hand
          </ButtonLink>
          <AddSampleButton />
        </>
      }
    >
      Bring in a directory as CSV, add a contact by hand, or try it with invented people that one click removes.
    </EmptyState>
  );
}
