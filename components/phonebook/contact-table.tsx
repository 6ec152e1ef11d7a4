'use client';

import { AtSign, Hash, IdCard, Tag, TextCursor, UserRound } from 'lucide-react';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import { digitsFound, Marked, MarkedNumber } from '#components/phonebook/marked.tsx';
import { RestoreButton } from '#components/phonebook/restore-button.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ContactRow, Reason } from '#lib/phonebook/contact.ts';
import { kindLabels } from '#lib/phonebook/fields.ts';
import { type PhonebookParams, type Sort, sortHref } from '#lib/phonebook/params.ts';
import { numbersAt, roleLine } from '#lib/phonebook/shown.ts';

type ContactTableProps = {
  rows: readonly ContactRow[];
  params: PhonebookParams;
  selected: number;
  onSelect: (position: number) => void;
  canEdit: boolean;
  zone: string;
};

/** The list on anything wider than a phone: searched, with why and how well each fits; else in columns that sort. */
export function ContactTable({ rows, params, selected, onSelect, canEdit, zone }: ContactTableProps) {
  const searching = params.q.trim() !== '';
  return (
    <Table label="Contacts" className="phone:hidden">
      <TableHead>
        {searching ? <SearchHead params={params} /> : <ListHead params={params} canEdit={canEdit} />}
      </TableHead>
      <TableBody>
        {rows.map((row, position) => (
          <Tr
            key={row.id}
            lines={searching ? 2 : 1}
            state={stateOf(params, position === selected)}
            data-row={row.id}
            onClick={(event) => openBeside(event) && onSelect(position)}
          >
            {searching ? (
              <SearchCells row={row} query={params.q} strong={position === selected} />
            ) : (
              <ListCells row={row} params={params} canEdit={canEdit} zone={zone} />
            )}
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function stateOf(params: PhonebookParams, isSelected: boolean) {
  if (isSelected) return 'selected';
  return params.deleted ? 'deleted' : undefined;
}

/** Where the card stands beside the list, a plain click opens it there; else the name is a link like any other. */
function openBeside(event: MouseEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.shiftKey || !window.matchMedia('(min-width: 64rem)').matches)
    return false;
  if (event.target instanceof Element && event.target.closest('button, a:not([data-open])')) return false;
  event.preventDefault();
  return true;
}

function SearchHead({ params }: { params: PhonebookParams }) {
  return (
    <>
      <Sorted sort="name" params={params}>
        Name
      </Sorted>
      <Th className="max-[1180px]:hidden">Why</Th>
      <Th align="end">Number</Th>
      <Th align="end">Match</Th>
    </>
  );
}

function ListHead({ params, canEdit }: { params: PhonebookParams; canEdit: boolean }) {
  return (
    <>
      <Sorted sort="name" params={params}>
        Name
      </Sorted>
      <Sorted sort="designation" params={params}>
        Designation
      </Sorted>
      <Sorted sort="department" params={params} className="max-[1180px]:hidden">
        Department
      </Sorted>
      <Th align="end">Number</Th>
      {params.deleted && canEdit ? (
        <Th hidden>Restore</Th>
      ) : (
        <Sorted sort="changed" params={params} align="end" className="max-2xl:hidden">
          Changed
        </Sorted>
      )}
    </>
  );
}

type SortedProps = { sort: Sort; params: PhonebookParams; align?: 'end'; className?: string; children: string };

function Sorted({ sort, params, align, className, children }: SortedProps) {
  const current = params.sort ?? (params.q.trim() === '' && !params.deleted ? 'name' : null);
  const direction = current === sort ? params.dir : undefined;
  return (
    <Th align={align} className={className} sort={{ href: sortHref(params, sort), direction }}>
      {children}
    </Th>
  );
}

type CellsProps = { row: ContactRow; query: string; strong: boolean };

function SearchCells({ row, query, strong }: CellsProps) {
  const numbers = numbersAt(row, row.dials).slice(0, 2);
  return (
    <>
      <Td className="max-w-0 min-w-48">
        <span className="flex items-center gap-2">
          <NameLink row={row} query={query} />
          <KindBadge row={row} />
        </span>
        <span className="block truncate text-small text-ink-2">
          <Marked text={roleLine(row)} query={query} />
        </span>
      </Td>
      <Td className="max-[1180px]:hidden">
        <span className="flex flex-wrap gap-1">
          <Reasons why={row.why} strong={strong} />
        </span>
      </Td>
      <Td align="end" mono>
        {numbers.length === 0 && <span className="font-sans text-small text-ink-3">no number</span>}
        {numbers.map(({ field, value }, position) => (
          <span
            key={field}
            className={position === 0 ? 'block max-w-44 truncate' : 'block max-w-44 truncate text-small text-ink-2'}
          >
            <MarkedNumber number={value ?? ''} digits={digitsFound(row.why, field)} />
          </span>
        ))}
      </Td>
      <Td align="end" mono className="text-ink-2">
        {Math.round(row.confidence * 100)}
        <span className="pl-0.5 font-sans text-micro text-ink-3">%</span>
      </Td>
    </>
  );
}

type ListCellsProps = { row: ContactRow; params: PhonebookParams; canEdit: boolean; zone: string };

function ListCells({ row, params, canEdit, zone }: ListCellsProps) {
  const [number] = numbersAt(row, row.dials);
  return (
    <>
      <Td className="max-w-0 min-w-40">
        <span className="flex items-center gap-2">
          <NameLink row={row} query="" />
          <KindBadge row={row} />
        </span>
      </Td>
      <Td className="max-w-0 min-w-28 truncate text-ink-2">
        {row.designation}
        <span className="min-[1181px]:hidden">{row.department !== null && ` ${row.department}`}</span>
      </Td>
      <Td className="max-w-0 min-w-28 truncate text-ink-2 max-[1180px]:hidden" title={row.department ?? undefined}>
        {row.department}
      </Td>
      <Td align="end" mono>
        {number ? <span className="inline-block max-w-44 truncate align-middle">{number.value}</span> : <NoNumber />}
      </Td>
      {params.deleted && canEdit ? (
        <Td align="end">
          <RestoreButton id={row.id} name={row.full_name} />
        </Td>
      ) : (
        <Td align="end" className="text-small text-ink-2 max-2xl:hidden">
          {row.updated_at && <Time value={row.updated_at} zone={zone} />}
        </Td>
      )}
    </>
  );
}

function NameLink({ row, query }: { row: ContactRow; query: string }) {
  return (
    <Link
      href={`/phonebook/${row.id}`}
      prefetch={false}
      data-open
      data-strike
      title={row.full_name}
      className="truncate text-strong font-medium outline-offset-[-1px]"
    >
      <Marked text={row.full_name} query={query} />
    </Link>
  );
}

function KindBadge({ row }: { row: ContactRow }) {
  return row.kind === 'person' ? null : <Badge>{kindLabels[row.kind].toLowerCase()}</Badge>;
}

function NoNumber() {
  return <span className="font-sans text-small text-ink-3">no number</span>;
}

/** A chip for each reason a hit was found. */
export function Reasons({ why, strong }: { why: readonly Reason[]; strong: boolean }) {
  return why.slice(0, 4).map(({ field, reason }) => (
    <Chip key={`${field} ${reason}`} icon={iconOf(field, reason)} strong={strong}>
      {reason}
    </Chip>
  ));
}

function iconOf(field: string, reason: string) {
  if (field === 'employee_id') return <IdCard size={11} aria-hidden="true" />;
  if (field === 'email') return <AtSign size={11} aria-hidden="true" />;
  if (field === 'full_name')
    return reason.startsWith('starts') ? (
      <TextCursor size={11} aria-hidden="true" />
    ) : (
      <UserRound size={11} aria-hidden="true" />
    );
  return /^(ends|number)/.test(reason) ? <Hash size={11} aria-hidden="true" /> : <Tag size={11} aria-hidden="true" />;
}
