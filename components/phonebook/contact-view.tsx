'use client';

import { useState } from 'react';
import { useAtHand } from '#components/layout/at-hand.tsx';
import { EditTool, InlineField } from '#components/phonebook/inline-field.tsx';
import { MailLines, NumberLines } from '#components/phonebook/number-lines.tsx';
import { handyOf } from '#lib/phonebook/at-hand.ts';
import type { Contact, Dials } from '#lib/phonebook/contact.ts';
import { type ContactField, fieldLabels, shownValue } from '#lib/phonebook/fields.ts';

type ContactViewProps = { contact: Contact; dials: Dials; canEdit: boolean };

const factFields = [
  'full_name',
  'first_name',
  'last_name',
  'designation',
  'department',
  'division',
  'employee_id',
  'kind',
  'notes',
] as const;

/** Numbers, addresses and facts of an entry; for who may edit, each field opens in place. */
export function ContactView({ contact, dials, canEdit }: ContactViewProps) {
  const [editing, setEditing] = useState<ContactField>();
  const { used } = useAtHand();
  const onUse = () => used(handyOf(contact, dials));
  const editable = canEdit && contact.deleted_at === null;
  const tool = editable ? (field: ContactField) => <EditTool field={field} onEdit={setEditing} /> : undefined;
  const editor = editing && (
    <InlineField key={editing} contact={contact} field={editing} onClose={() => setEditing(undefined)} />
  );
  return (
    <>
      <NumberLines
        contact={contact}
        dials={dials}
        onUse={onUse}
        withKey
        tool={tool}
        editing={editing}
        editor={editor}
      />
      <MailLines contact={contact} onUse={onUse} tool={tool} editing={editing} editor={editor} />
      <h2 className="px-3 pt-6 pb-1 text-ink-2">Facts</h2>
      <dl className="border-t border-line">
        {factFields
          .filter((field) => editable || contact[field] !== null)
          .map((field) => (
            <div key={field} className="group/line flex min-h-9 items-center gap-3 border-b border-line px-3">
              <dt className="w-[112px] shrink-0 text-ink-2">{fieldLabels[field]}</dt>
              <dd className="flex min-w-0 flex-1 items-center gap-1">
                {editing === field ? (
                  editor
                ) : (
                  <>
                    <span className="min-w-0 flex-1 break-words whitespace-pre-line">
                      {shownValue(field, contact[field]) ?? <span className="text-ink-3">none</span>}
                    </span>
                    {tool?.(field)}
                  </>
                )}
              </dd>
            </div>
          ))}
      </dl>
    </>
  );
}
