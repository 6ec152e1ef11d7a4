import { useState } from 'react';
import type { z } from 'zod';
import { Size } from '#components/monitoring/storage/table-line.tsx';
import { TableParts } from '#components/monitoring/storage/table-parts.tsx';
import { Button } from '#components/ui/button.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { countOf } from '#lib/count.ts';
import type { tablesSchema } from '#lib/monitoring/storage/sample.ts';

const FIRST_SHOWN = 12;

/** Bytes of a table from day to day, the oldest first. */
export type SizesByTable = Record<string, number[]>;

type Props = { tables: z.infer<typeof tablesSchema>; sizes: SizesByTable; zone: string; now: Date };

/** Tables by size, with what of it is indexes, how they grow, and how vacuum keeps up. */
export function TablesList({ tables: { rows, partitions, rest, totalBytes, databaseBytes }, sizes, zone, now }: Props) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? rows : rows.slice(0, FIRST_SHOWN);
  const hasHistory = rows.some(({ name }) => (sizes[name]?.length ?? 0) > 1);
  const hasGrowth = rows.some(({ perDay }) => perDay !== null);
  const others = rest.tables + rows.length - shown.length;
  const othersBytes = rows.slice(shown.length).reduce((sum, { bytes }) => sum + bytes, rest.bytes);
  const largest = Math.max(1, ...rows.map(({ bytes }) => bytes));
  const columns = 5 + Number(hasGrowth) + Number(hasHistory);
  return (
    <Table label="Tables by size">
      <TableHead>
        <Th>Table</Th>
        <Th align="end">Size</Th>
        {hasHistory && <Th>History</Th>}
        {hasGrowth && <Th align="end">A day</Th>}
        <Th align="end">Indexes</Th>
        <Th align="end">TOAST</Th>
        <Th align="end">Rows</Th>
        <Th align="end">Dead</Th>
        <Th>Vacuumed</Th>
      </TableHead>
      <TableBody>
        {shown.map((row) => (
          <TableParts
            key={row.name}
            row={row}
            parts={partitions.filter(({ parent }) => parent === row.name)}
            history={hasHistory ? (sizes[row.name] ?? []) : null}
            {...{ hasGrowth, largest, columns, zone, now }}
          />
        ))}
        <Tr>
          <Td>
            <span className="flex items-center gap-3 text-ink-2">
              {countOf(others, 'other table', 'other tables')}
              {rows.length > FIRST_SHOWN && (
                <Button size={24} variant="quiet" onClick={() => setWhole(!whole)} aria-expanded={whole}>
                  {whole ? 'Show fewer' : `Show ${rows.length}`}
                </Button>
              )}
            </span>
          </Td>
          <Td align="end" mono>
            <Size bytes={othersBytes} />
          </Td>
          <td colSpan={columns} className="px-3 text-ink-2">
            All tables <Size bytes={totalBytes} />; the database with its catalogue <Size bytes={databaseBytes} />
          </td>
        </Tr>
      </TableBody>
    </Table>
  );
}
