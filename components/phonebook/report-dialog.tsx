'use client';

import { Flag } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { NativeSelect, Textarea } from '#components/ui/input.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { contactFields, fieldLabels } from '#lib/phonebook/fields.ts';
import { reportMistakeAction } from '#server/phonebook/actions.ts';

const fieldOptions = [
  { value: '', label: 'The entry as a whole' },
  ...contactFields.map((value) => ({ value, label: fieldLabels[value] })),
];

/** Tells the admins what is wrong in an entry. */
export function ReportButton({ id, name }: { id: number; name: string }) {
  const toast = useToast();
  return (
    <ConfirmDialog
      trigger={<Button icon={<Flag size={14} />}>Report a mistake</Button>}
      title="Report a mistake"
      description={`What is wrong in the entry of ${name}? It lands on the admins’ home page.`}
      confirm="Report"
      keep="Cancel"
      tone="primary"
      onConfirm={async (fields) => {
        const field = fields.get('field');
        const result = await reportMistakeAction(id, {
          field: field === '' ? null : field,
          message: String(fields.get('message') ?? ''),
        });
        if (result.ok) toast({ tone: 'done', text: 'Reported. An admin sees it on the home page.' });
        return result;
      }}
    >
      <Field label="Field">
        <NativeSelect name="field" options={fieldOptions} />
      </Field>
      <Field label="What is wrong">
        <Textarea name="message" maxLength={500} placeholder="The mobile number rings somebody else." />
      </Field>
    </ConfirmDialog>
  );
}
