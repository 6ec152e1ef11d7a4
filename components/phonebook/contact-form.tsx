'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConflictDialog } from '#components/phonebook/conflict-dialog.tsx';
import { DuplicateNote } from '#components/phonebook/duplicate-note.tsx';
import { NumberInput } from '#components/phonebook/number-input.tsx';
import { useSave } from '#components/phonebook/use-save.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, Textarea } from '#components/ui/input.tsx';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import type { Contact } from '#lib/phonebook/contact.ts';
import type { ContactPatch } from '#lib/phonebook/contact-form.ts';
import {
  type ContactField,
  contactFields,
  fieldLabels,
  kindLabels,
  kinds,
  numberFields,
} from '#lib/phonebook/fields.ts';
import { createContactAction, updateContactAction } from '#server/phonebook/actions.ts';

type ContactFormProps = {
  /** The entry as it is edited; without it a new one is made. */
  contact?: Contact;
  /** ISO alpha-2: where numbers without a prefix are checked. */
  country: string;
};

/** All fields of an entry. What was typed stays when it cannot be saved. */
export function ContactForm({ contact, country }: ContactFormProps) {
  const router = useRouter();
  // A conflict that was chosen in moves the form to their version.
  const [version] = useState(contact?.version ?? 0);
  const form = useSave(
    ({ patch, allowDuplicate = false, version: on }) =>
      contact === undefined
        ? createContactAction(patch, allowDuplicate)
        : updateContactAction(contact.id, { version: on, patch, allowDuplicate }),
    (saved) => router.push(`/phonebook/${saved.id}`),
  );
  const line = (field: ContactField, placeholder?: string) => (
    <Field label={fieldLabels[field]} error={form.errorOf(field)} optional={field !== 'full_name'}>
      <Input
        name={field}
        defaultValue={contact?.[field] ?? ''}
        placeholder={placeholder}
        mono={field === 'employee_id'}
        required={field === 'full_name'}
        autoComplete="off"
      />
    </Field>
  );
  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.save({ version, patch: patchOf(new FormData(event.currentTarget)) });
      }}
    >
      <Group title="Who" text="The full name is what is searched and shown; the parts only help.">
        <div className="sm:col-span-2">
          <SegmentedControl
            label="Kind"
            name="kind"
            defaultValue={contact?.kind ?? 'person'}
            options={kinds.map((value) => ({ value, label: kindLabels[value] }))}
          />
        </div>
        <div className="sm:col-span-2">{line('full_name', 'As people say it')}</div>
        {line('first_name')}
        {line('last_name')}
        {line('employee_id')}
      </Group>
      <Group title="Where">
        {line('designation')}
        {line('department')}
        {line('division')}
      </Group>
      <Group title="Numbers" text="Kept as typed. A hint is only a hint.">
        {numberFields.map((field) => (
          <NumberInput
            key={field}
            field={field}
            value={contact?.[field] ?? null}
            error={form.errorOf(field)}
            country={country}
          />
        ))}
      </Group>
      <Group title="Mail">
        {line('email')}
        {line('group_email')}
      </Group>
      <Group title="Notes">
        <Field label="Notes" optional error={form.errorOf('notes')} className="sm:col-span-2">
          <Textarea name="notes" defaultValue={contact?.notes ?? ''} />
        </Field>
      </Group>
      <div className="sticky bottom-9 flex flex-col gap-3 border-t border-line bg-page px-5 py-3 phone:bottom-14">
        <DuplicateNote duplicates={form.duplicates} busy={form.busy} onSave={form.saveAnyway} />
        {form.message && (
          <p role="alert" className="text-crit">
            {form.message}
          </p>
        )}
        <div className="flex gap-2">
          <Button type="submit" variant="primary" size={32} busy={form.busy}>
            {contact === undefined ? 'Add to the phonebook' : 'Save'}
          </Button>
          <ButtonLink
            href={contact === undefined ? '/phonebook' : `/phonebook/${contact.id}`}
            variant="quiet"
            size={32}
          >
            Cancel
          </ButtonLink>
        </div>
      </div>
      {form.conflict && <ConflictDialog conflict={form.conflict} onChoose={form.choose} onClose={form.closeConflict} />}
    </form>
  );
}

function Group({ title, text, children }: { title: string; text?: string; children: React.ReactNode }) {
  return (
    <section className="border-b border-line px-5 py-5">
      <div className="grid max-w-[840px] gap-x-8 gap-y-3 md:grid-cols-[180px_1fr]">
        <div>
          <h2 className="font-medium">{title}</h2>
          {text && <p className="text-small text-ink-2">{text}</p>}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">{children}</div>
      </div>
    </section>
  );
}

function patchOf(form: FormData): ContactPatch {
  return Object.fromEntries(
    contactFields.map((field) => {
      const value = form.get(field);
      return [field, typeof value === 'string' && value.trim() !== '' ? value.trim() : null];
    }),
  );
}
