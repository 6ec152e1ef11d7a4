'use client';

import { useState, useTransition } from 'react';
import { DiscardButton } from '#components/imports/discard-button.tsx';
import { Button } from '#components/ui/button.tsx';
import { RadioGroup } from '#components/ui/choice.tsx';
import { NativeSelect } from '#components/ui/input.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { FileFacts, ImportMode } from '#lib/imports/batch.ts';
import { fieldLabels, importFields, isImportField, type Mapping, mappingFault } from '#lib/imports/fields.ts';
import { noAnswer } from '#lib/result.ts';
import { previewImportAction } from '#server/imports/actions.ts';

const fieldOptions = [
  { value: '', label: 'Leave it out' },
  ...importFields.map((field) => ({ value: field, label: fieldLabels[field] })),
];

const modes: { value: ImportMode; label: string; hint: string }[] = [
  { value: 'update', label: 'Add and update', hint: 'Entries that are not in the file stay as they are.' },
  {
    value: 'whole_directory',
    label: 'This file is the whole directory',
    hint: 'People who are not in the file are deleted; one who returns is restored. Past 10 % or 50 it stops and asks for the number. Service lines and rooms stay, unless a column says the kind.',
  },
];

type PlanProps = { batch: number; facts: FileFacts; mapping: Mapping; mode: ImportMode };

/** What each column becomes and what the file stands for. The guess can be changed; an empty cell empties its field. */
export function PlanForm({ batch, facts, mapping: given, mode }: PlanProps) {
  const [mapping, setMapping] = useState<Mapping>(given);
  const [failure, setFailure] = useState<string>();
  const [busy, start] = useTransition();
  const fault = mappingFault(mapping);
  const choose = (column: number, value: string) =>
    setMapping(mapping.map((field, index) => (index === column ? readField(value) : field)));
  const preview = (fields: FormData) =>
    start(async () => {
      const chosen = fields.get('mode') === 'whole_directory' ? 'whole_directory' : 'update';
      const result = await previewImportAction({ batch, mapping, mode: chosen }).catch(noAnswer);
      setFailure(result.ok ? undefined : result.message);
    });
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        preview(new FormData(event.currentTarget));
      }}
    >
      {facts.remarks.map((remark) => (
        <p key={remark} className="border-b border-line bg-sunken px-5 py-2">
          {remark}
        </p>
      ))}
      <Table label="Columns of the file">
        <TableHead>
          <Th>Column</Th>
          <Th>Becomes</Th>
          <Th>First values</Th>
        </TableHead>
        <TableBody>
          {facts.header.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns are told apart by their position.
            <Tr key={index}>
              <Td className="max-w-48 min-w-28 font-medium break-words">{name}</Td>
              <Td className="w-64 min-w-44">
                <NativeSelect
                  aria-label={`Field of the column ${name}`}
                  options={fieldOptions}
                  value={mapping[index] ?? ''}
                  onChange={(event) => choose(index, event.currentTarget.value)}
                />
              </Td>
              <Td className="max-w-0 min-w-40 truncate text-ink-2">{samplesOf(facts, index)}</Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      <div className="flex max-w-2xl flex-col gap-5 px-5 py-5">
        <RadioGroup legend="What the file stands for" name="mode" options={modes} defaultValue={mode} column />
        {(failure ?? fault) !== null && (failure ?? fault) !== undefined && (
          <p role="alert" className="text-crit">
            {failure ?? fault}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" size={32} variant="primary" busy={busy} off={fault ?? false}>
            Preview
          </Button>
          <DiscardButton batch={batch} />
        </div>
      </div>
    </form>
  );
}

function samplesOf(facts: FileFacts, column: number): string {
  const values = facts.samples.map((row) => row[column] ?? '').filter((cell) => cell !== '');
  return values.length === 0 ? 'empty in the first rows' : values.join(' · ');
}

function readField(value: string) {
  return isImportField(value) ? value : null;
}
