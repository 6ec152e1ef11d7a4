import Link from 'next/link';
import { Badge, type BadgeTone } from '#components/ui/badge.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { ChangeKind } from '#lib/imports/batch.ts';
import { fieldLabels, type StoredField, storedFields } from '#lib/imports/fields.ts';
import type { ChangeLine } from '#lib/imports/views.ts';

const tones: Record<ChangeKind, BadgeTone> = { created: 'ok', updated: 'accent', deleted: 'crit', restored: 'warn' };

/** One row an entry: what kind of change, and each cell before and after. */
export function ChangesTable({ rows }: { rows: readonly ChangeLine[] }) {
  return (
    <Table label="Changes">
      <TableHead>
        <Th align="end">Row</Th>
        <Th>Change</Th>
        <Th>Entry</Th>
        <Th className="phone:hidden">Cells</Th>
      </TableHead>
      <TableBody>
        {rows.map((line) => (
          <Tr key={line.id} className="align-top">
            <Td align="end" mono className="pt-1.5 text-ink-3">
              {line.row ?? '–'}
            </Td>
            <Td className="pt-1.5">
              <Badge tone={tones[line.kind]}>{line.kind}</Badge>
            </Td>
            <Td className="min-w-40 pt-1.5">
              <EntryName line={line} />
              {line.employeeId !== null && <span className="block text-small text-ink-3">{line.employeeId}</span>}
              <div className="mt-1 hidden pb-1.5 phone:block">
                <Cells line={line} />
              </div>
            </Td>
            <Td className="min-w-64 pt-1.5 pb-1.5 phone:hidden">
              <Cells line={line} />
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function EntryName({ line }: { line: ChangeLine }) {
  if (line.employee === null) return <span className="font-medium">{line.fullName}</span>;
  return (
    <Link
      href={`/phonebook/${line.employee}`}
      prefetch={false}
      className="font-medium hover:text-accent hover:underline"
    >
      {line.fullName}
    </Link>
  );
}

function Cells({ line }: { line: ChangeLine }) {
  const changes = storedFields.flatMap((field) => {
    const change = line.changes[field];
    return change === undefined ? [] : [{ field, before: change[0], after: change[1] }];
  });
  if (line.kind === 'deleted') return <span className="text-ink-2">Not in the file.</span>;
  if (changes.length === 0) return <span className="text-ink-2">As it was.</span>;
  return (
    <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 max-[359px]:grid-cols-1 gap-y-0.5">
      {changes.map((change) => (
        <Cell key={change.field} {...change} isNew={line.kind === 'created'} />
      ))}
    </dl>
  );
}

type CellProps = { field: StoredField; before: string | null; after: string | null; isNew: boolean };

function Cell({ field, before, after, isNew }: CellProps) {
  return (
    <>
      <dt className="text-ink-3">{fieldLabels[field]}</dt>
      <dd className="min-w-0 break-words">
        {!isNew && <Before value={before} />}
        {after === null ? <span className="text-ink-3">empty</span> : <ins className="no-underline">{after}</ins>}
      </dd>
    </>
  );
}

function Before({ value }: { value: string | null }) {
  return (
    <>
      {value === null ? <span className="text-ink-3">empty</span> : <del className="text-ink-3">{value}</del>}
      <span aria-hidden="true" className="text-ink-3">
        {' → '}
      </span>
      <span className="sr-only"> becomes </span>
    </>
  );
}
