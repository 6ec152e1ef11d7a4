'use client';

import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { ConflictDialog } from '#components/phonebook/conflict-dialog.tsx';
import { DuplicateNote } from '#components/phonebook/duplicate-note.tsx';
import { useSave } from '#components/phonebook/use-save.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { Input, NativeSelect, Textarea } from '#components/ui/input.tsx';
import type { Contact } from '#lib/phonebook/contact.ts';
import { type ContactField, fieldLabels, kindLabels, kinds } from '#lib/phonebook/fields.ts';
import { updateContactAction } from '#server/phonebook/actions.ts';

type InlineFieldProps = { contact: Contact; field: ContactField; onClose: () => void };

/** One field of an entry in an input of its own: Enter saves, Escape leaves it. */
export function InlineField({ contact, field, onClose }: InlineFieldProps) {
  const [version] = useState(contact.version);
  const form = useSave(
    ({ version: on, patch, allowDuplicate }) => updateContactAction(contact.id, { version: on, patch, allowDuplicate }),
    onClose,
  );
  return (
    <form
      method="post"
      noValidate
      className="flex min-w-0 flex-1 flex-wrap items-start gap-2 py-1"
      onSubmit={(event) => {
        event.preventDefault();
        const value = new FormData(event.currentTarget).get('value');
        form.save({
          version,
          patch: { [field]: typeof value === 'string' && value.trim() !== '' ? value.trim() : null },
        });
      }}
      onKeyDown={(event) => event.key === 'Escape' && form.conflict === undefined && onClose()}
    >
      <Field
        label={fieldLabels[field]}
        hideLabel
        error={form.errorOf(field) ?? form.message}
        className="min-w-40 flex-1"
      >
        <Control field={field} value={contact[field]} />
      </Field>
      <Button type="submit" variant="primary" size={32} busy={form.busy}>
        Save
      </Button>
      <Button variant="quiet" size={32} onClick={onClose}>
        Cancel
      </Button>
      <DuplicateNote duplicates={form.duplicates} busy={form.busy} onSave={form.saveAnyway} />
      {form.conflict && <ConflictDialog conflict={form.conflict} onChoose={form.choose} onClose={form.closeConflict} />}
    </form>
  );
}

function Control({ field, value }: { field: ContactField; value: string | null }) {
  if (field === 'kind') {
    const options = kinds.map((kind) => ({ value: kind, label: kindLabels[kind] }));
    return <NativeSelect name="value" defaultValue={value ?? 'person'} options={options} />;
  }
  if (field === 'notes') return <Textarea name="value" defaultValue={value ?? ''} autoFocus />;
  return <Input name="value" defaultValue={value ?? ''} autoFocus autoComplete="off" />;
}

/** The pencil that opens a field for editing; it shows itself on hover, to the focus, and always on a phone. */
export function EditTool({ field, onEdit }: { field: ContactField; onEdit: (field: ContactField) => void }) {
  return (
    <IconButton
      label={`Edit ${fieldLabels[field].toLowerCase()}`}
      icon={<Pencil size={14} />}
      onClick={() => onEdit(field)}
      className="opacity-0 group-hover/line:opacity-100 focus-visible:opacity-100 phone:opacity-100"
    />
  );
}
