import { type ComponentProps, useState } from 'react';
import { Size, TableLine } from '#components/monitoring/storage/table-line.tsx';
import { Button } from '#components/ui/button.tsx';
import { Td, Tr } from '#components/ui/table.tsx';
import { countOf } from '#lib/count.ts';
import type { TableRow } from '#lib/monitoring/storage/sample.ts';

type PartsProps = Omit<ComponentProps<typeof TableLine>, 'children'> & {
  /** The largest of its partitions. */
  parts: readonly TableRow[];
  /** How many columns follow that of the size. */
  columns: number;
};

/** A table, with its partitions one click away where it has some. */
export function TableParts({ parts, columns, ...line }: PartsProps) {
  const [open, setOpen] = useState(false);
  const { row } = line;
  if (row.partitions === 0) return <TableLine {...line} />;
  const others = row.partitions - parts.length;
  const othersBytes = parts.reduce((left, { bytes }) => left - bytes, row.bytes);
  return (
    <>
      <TableLine {...line}>
        <Button size={24} variant="quiet" onClick={() => setOpen(!open)} aria-expanded={open}>
          {countOf(row.partitions, 'partition', 'partitions')}
        </Button>
      </TableLine>
      {open && parts.map((part) => <TableLine key={part.name} {...line} row={part} />)}
      {open && others > 0 && (
        <Tr>
          <Td className="text-ink-2">
            <span className="pl-6">{countOf(others, 'other partition', 'other partitions')}</span>
          </Td>
          <Td align="end" mono>
            <Size bytes={othersBytes} />
          </Td>
          <td colSpan={columns} />
        </Tr>
      )}
    </>
  );
}
