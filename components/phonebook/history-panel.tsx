'use client';

import { useTransition } from 'react';
import { RevisionList } from '#components/phonebook/revision-list.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { Contact, Revision } from '#lib/phonebook/contact.ts';
import { type ContactField, contactFields, labelOf } from '#lib/phonebook/fields.ts';
import { noAnswer } from '#lib/result.ts';
import { revertRevisionAction } from '#server/phonebook/actions.ts';

type HistoryPanelProps = { contact: Contact; revisions: readonly Revision[]; zone: string; canEdit: boolean };

/** The whole history of an entry; for who may edit, each change and each field of it can be taken back. */
export function HistoryPanel({ contact, revisions, zone, canEdit }: HistoryPanelProps) {
  const editable = canEdit && contact.deleted_at === null;
  const tools = (revision: Revision, name: string | null) => {
    if (revision.operation !== 'changed') return null;
    const field = contactFields.find((known) => known === name) ?? null;
    const canTake = name === null ? revision.changes.length > 1 : field !== null && takesBack(contact, revision, field);
    return canTake && <RevertButton contact={contact} revision={revision} field={field} />;
  };
  return <RevisionList revisions={revisions} zone={zone} tools={editable ? tools : undefined} />;
}

function takesBack(contact: Contact, revision: Revision, field: ContactField): boolean {
  const change = revision.changes.find((one) => one.field === field);
  return change !== undefined && change.before !== contact[field];
}

type RevertProps = { contact: Contact; revision: Revision; field: ContactField | null };

function RevertButton({ contact, revision, field }: RevertProps) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const revert = () =>
    start(async () => {
      const result = await revertRevisionAction(contact.id, {
        revision: revision.id,
        field,
        version: contact.version,
      }).catch(noAnswer);
      if (!result.ok) return toast({ tone: 'failed', text: result.message });
      if (result.value.state === 'saved') return toast({ tone: 'done', text: 'Taken back.' });
      toast({ tone: 'failed', text: 'Not taken back: the entry was changed meanwhile. This is how it is now.' });
    });
  return (
    <button
      type="button"
      onClick={revert}
      disabled={busy}
      className="link touch inline-flex items-center text-small disabled:text-ink-off"
      aria-label={
        field === null
          ? `Take back all of version ${revision.version}`
          : `Take back ${labelOf(field).toLowerCase()} of version ${revision.version}`
      }
    >
      {field === null ? 'Take all back' : 'Take back'}
    </button>
  );
}
