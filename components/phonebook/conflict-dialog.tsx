'use client';

import { useState, useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';
import { type Conflict, changedByThem, conflictSentence, fieldsToChoose } from '#lib/phonebook/conflict.ts';
import { type ContactField, fieldLabels, shownValue } from '#lib/phonebook/fields.ts';

type ConflictDialogProps = {
  conflict: Conflict;
  /** Writes the fields chosen as mine over their version. */
  onChoose: (fields: ContactField[]) => Promise<void>;
  onClose: () => void;
};

/** Somebody was first: both versions beside each other, and a choice field by field. */
export function ConflictDialog({ conflict, onChoose, onClose }: ConflictDialogProps) {
  const fields = fieldsToChoose(conflict);
  const changed = changedByThem(conflict);
  // What they did not touch is mine from the start; where both typed, theirs stands until I choose.
  const [mine, setMine] = useState<readonly ContactField[]>(fields.filter((field) => !changed.has(field)));
  const [busy, start] = useTransition();
  const choose = (field: ContactField, isMine: boolean) =>
    setMine((before) => [...before.filter((one) => one !== field), ...(isMine ? [field] : [])]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width="wide"
      title="Two people edited this entry"
      description={conflictSentence(conflict)}
      note={`Their version is ${conflict.theirs.version}`}
      footer={
        <>
          <DialogClose asChild>
            <Button size={32} keys={['Escape']}>
              Go on editing
            </Button>
          </DialogClose>
          <Button
            size={32}
            variant="primary"
            busy={busy}
            onClick={() => start(() => onChoose(fields.filter((field) => mine.includes(field))))}
          >
            Save this choice
          </Button>
        </>
      }
    >
      <div className="flex flex-col">
        {fields.map((field) => (
          <fieldset
            key={field}
            className="grid grid-cols-[110px_1fr_1fr] items-stretch border-b border-line phone:grid-cols-2"
          >
            <legend className="sr-only">{fieldLabels[field]}</legend>
            <span aria-hidden="true" className="py-2 text-ink-2 phone:col-span-2">
              {fieldLabels[field]}
            </span>
            <Version
              field={field}
              label={changed.has(field) ? 'Theirs, changed' : 'Theirs'}
              value={shownValue(field, conflict.theirs[field])}
              chosen={!mine.includes(field)}
              onChoose={() => choose(field, false)}
            />
            <Version
              field={field}
              label="Yours"
              value={shownValue(field, conflict.mine[field] ?? null)}
              chosen={mine.includes(field)}
              onChoose={() => choose(field, true)}
            />
          </fieldset>
        ))}
      </div>
    </Dialog>
  );
}

type VersionProps = { field: ContactField; label: string; value: string | null; chosen: boolean; onChoose: () => void };

function Version({ field, label, value, chosen, onChoose }: VersionProps) {
  return (
    <label className="flex min-w-0 items-start gap-2 px-3 py-2 has-checked:bg-accent-tint">
      <input
        type="radio"
        name={`choice-${field}`}
        checked={chosen}
        onChange={onChoose}
        className="choice choice-radio mt-1 size-3.5 shrink-0 appearance-none rounded-full border border-line-control bg-page checked:border-accent-solid checked:bg-accent-solid"
      />
      <span className="min-w-0">
        <span className="block text-small text-ink-2">{label}</span>
        <span className="block break-words">{value ?? <span className="text-ink-3">none</span>}</span>
      </span>
    </label>
  );
}
