import { Pencil } from 'lucide-react';
import { notFound } from 'next/navigation';
import { KeyMap } from '#components/layout/keys.tsx';
import { ContactView } from '#components/phonebook/contact-view.tsx';
import { DeleteButton } from '#components/phonebook/delete-button.tsx';
import { HistoryPanel } from '#components/phonebook/history-panel.tsx';
import { NoteUse } from '#components/phonebook/note-use.tsx';
import { OpenReports } from '#components/phonebook/open-reports.tsx';
import { ReportButton } from '#components/phonebook/report-dialog.tsx';
import { RestoreButton } from '#components/phonebook/restore-button.tsx';
import { RoleLines } from '#components/phonebook/role-lines.tsx';
import { StarButton } from '#components/phonebook/star-button.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { handyOf } from '#lib/phonebook/at-hand.ts';
import type { Contact } from '#lib/phonebook/contact.ts';
import { dialsOf } from '#lib/phonebook/numbers.ts';
import { readContactId } from '#lib/phonebook/params.ts';
import { roleMay } from '#lib/roles.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findRevisions } from '#server/phonebook/history.ts';
import { findOpenReports, getContact } from '#server/phonebook/queries.ts';

export const metadata = { title: 'Entry' };

export default async function ContactPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor('phonebook.read');
  const id = readContactId((await params).id);
  const [contact, zone, settings] = await Promise.all([
    id === null ? null : getContact(actor, id),
    getViewerZone(),
    getSettings(),
  ]);
  if (contact === null) notFound();
  const canEdit = roleMay(actor.role, 'phonebook.edit');
  const isDeleted = contact.deleted_at !== null;
  const dials = dialsOf(contact, settings.defaultCountry);
  const handy = handyOf(contact, dials);
  return (
    <>
      {canEdit && (
        <Panel name="Reports" rows={1}>
          <Reports actor={actor} id={contact.id} zone={zone} />
        </Panel>
      )}
      {isDeleted && <DeletedLine contact={contact} zone={zone} />}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3 border-b border-line px-5 py-4">
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="text-sentence font-semibold break-words">{contact.full_name}</h1>
          <RoleLines contact={contact} />
        </div>
        <div className="flex flex-wrap gap-2">
          {!isDeleted && <StarButton contact={handy} bordered />}
          <ReportButton id={contact.id} name={contact.full_name} />
          {canEdit && !isDeleted && (
            <>
              <ButtonLink href={`/phonebook/${contact.id}/edit`} icon={<Pencil size={14} />} keys={['E']}>
                Edit
              </ButtonLink>
              <DeleteButton id={contact.id} name={contact.full_name} />
            </>
          )}
        </div>
      </div>
      <div className="grid flex-1 lg:grid-cols-[minmax(0,1fr)_minmax(340px,38%)]">
        <section aria-label="Numbers and facts" className="min-w-0 border-line px-2 py-4 lg:border-r">
          <ContactView contact={contact} dials={dials} canEdit={canEdit} />
        </section>
        <section aria-label="History" className="min-w-0 px-5 py-4 max-lg:border-t max-lg:border-line">
          <h2 className="pb-3 text-ink-2">History</h2>
          <Panel name="History">
            <History actor={actor} contact={contact} zone={zone} canEdit={canEdit} />
          </Panel>
          <p className="pt-5 text-small text-ink-2">
            Version {contact.version}
            {contact.updated_at && (
              <>
                {' · changed '}
                <Time value={contact.updated_at} zone={zone} style="ago" />
              </>
            )}
          </p>
        </section>
      </div>
      {!isDeleted && <NoteUse contact={handy} />}
      <KeyMap
        title="Entry"
        lines={[
          { keys: 'ArrowLeft', label: 'to the list', foot: true, href: '/phonebook' },
          { keys: 'Enter', label: 'call', foot: true, press: 'a[data-call]' },
          { keys: 'm', label: 'mail', foot: true, press: 'main a[href^="mailto:"]' },
          ...(isDeleted ? [] : [{ keys: 's', label: 'favourite', foot: true, press: '[data-star]' }]),
          ...(canEdit && !isDeleted
            ? [{ keys: 'e', label: 'edit', foot: true, href: `/phonebook/${contact.id}/edit` }]
            : []),
        ]}
      />
    </>
  );
}

type Seen = { actor: Actor; contact: Contact; zone: string; canEdit: boolean };

async function History({ actor, contact, zone, canEdit }: Seen) {
  const revisions = await findRevisions(actor, contact.id);
  return <HistoryPanel contact={contact} revisions={revisions} zone={zone} canEdit={canEdit} />;
}

async function Reports({ actor, id, zone }: { actor: Actor; id: number; zone: string }) {
  const { reports } = await findOpenReports(actor, { contact: id });
  return <OpenReports reports={reports} zone={zone} />;
}

/** Seen by admins alone: for others a deleted entry is not there. */
function DeletedLine({ contact, zone }: Pick<Seen, 'contact' | 'zone'>) {
  return (
    <p role="status" className="flex min-h-10 items-center gap-3 border-b border-line bg-sunken px-5 py-2">
      <span className="flex-1">
        This entry was deleted {contact.deleted_at && <Time value={contact.deleted_at} zone={zone} style="ago" />}.
        Nobody finds it in a search.
      </span>
      <RestoreButton id={contact.id} name={contact.full_name} size={28} />
    </p>
  );
}
