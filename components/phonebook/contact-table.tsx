'use client';

import { ListCells, ListHead } from '#components/phonebook/list-cells.tsx';
import { CONTACTS_GRID } from '#components/phonebook/search-box.tsx';
import { SearchCells, SearchHead } from '#components/phonebook/search-cells.tsx';
import { opensBeside } from '#components/ui/opens-beside.ts';
import { Table, TableBody, TableHead, Tr } from '#components/ui/table.tsx';
import { cx } from '#lib/class-names.ts';
import type { ContactPage } from '#lib/phonebook/contact.ts';
import type { PhonebookParams } from '#lib/phonebook/params.ts';

type ContactTableProps = {
  page: ContactPage;
  params: PhonebookParams;
  selected: number;
  onSelect: (position: number) => void;
  canEdit: boolean;
  zone: string;
};

/** The id of a row, for the box that steers the grid. */
export function rowId(contact: number): string {
  return `contact-${contact}`;
}

/** The list on anything wider than a phone: searched, with why and how well each fits; else in columns that sort. */
export function ContactTable({ page, params, selected, onSelect, canEdit, zone }: ContactTableProps) {
  const searching = params.q.trim() !== '';
  const isGuess = page.closeness === 'nearest';
  return (
    <Table label="Contacts" grid={CONTACTS_GRID} className="phone:hidden">
      <TableHead>
        {searching ? <SearchHead params={params} isGuess={isGuess} /> : <ListHead params={params} canEdit={canEdit} />}
      </TableHead>
      <TableBody>
        {page.rows.map((row, position) => (
          <Tr
            key={row.id}
            id={rowId(row.id)}
            lines={searching ? 2 : 1}
            state={stateOf(params, position === selected)}
            data-row={row.id}
            className={cx(isGuess && 'border-dashed')}
            onClickCapture={(event) => opensBeside(event, 64) && onSelect(position)}
          >
            {searching ? (
              <SearchCells row={row} position={position} isSelected={position === selected} isGuess={isGuess} />
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
