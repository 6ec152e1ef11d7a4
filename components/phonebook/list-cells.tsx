import { KindBadge, NameLink, NoNumber, Sorted } from '#components/phonebook/cell-parts.tsx';
import { RestoreButton } from '#components/phonebook/restore-button.tsx';
import { Td, Th } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ContactRow } from '#lib/phonebook/contact.ts';
import type { PhonebookParams } from '#lib/phonebook/params.ts';
import { numbersAt } from '#lib/phonebook/shown.ts';

/** The heads of the list in its order. */
export function ListHead({ params, canEdit }: { params: PhonebookParams; canEdit: boolean }) {
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

type ListCellsProps = { row: ContactRow; params: PhonebookParams; canEdit: boolean; zone: string };

/** A row of the list in its order. */
export function ListCells({ row, params, canEdit, zone }: ListCellsProps) {
  const [number] = numbersAt(row, row.dials);
  return (
    <>
      <Td className="max-w-0 min-w-40">
        <span className="flex items-center gap-2">
          <NameLink row={row} />
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
