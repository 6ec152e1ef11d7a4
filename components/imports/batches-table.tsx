import Link from 'next/link';
import { StateBadge } from '#components/imports/state-badge.tsx';
import { UndoButton } from '#components/imports/undo-button.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { formatCount } from '#lib/count.ts';
import type { ImportCounts } from '#lib/imports/batch.ts';
import { batchHref } from '#lib/imports/params.ts';
import type { BatchLine } from '#lib/imports/views.ts';

const figures = ['created', 'updated', 'deleted', 'restored', 'rejected'] as const satisfies (keyof ImportCounts)[];

/** Imports, newest first: what each did, and its undo. */
export function BatchesTable({ rows, zone }: { rows: readonly BatchLine[]; zone: string }) {
  return (
    <Table label="Imports">
      <TableHead>
        <Th align="end">No.</Th>
        <Th>File</Th>
        <Th>State</Th>
        {figures.map((name) => (
          <Th key={name} align="end">
            {name.charAt(0).toUpperCase() + name.slice(1)}
          </Th>
        ))}
        <Th>By</Th>
        <Th>When</Th>
        <Th hidden>Actions</Th>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td align="end" mono>
              {row.id}
            </Td>
            <Td className="max-w-64 min-w-32 truncate font-medium">
              <Link href={batchHref(row.id)} title={row.fileName} className="hover:text-accent hover:underline">
                {row.fileName}
              </Link>
            </Td>
            <Td>
              <StateBadge state={row.state} />
            </Td>
            {figures.map((name) => (
              <Td key={name} align="end" mono>
                {row.counts === null ? <span className="text-ink-3">–</span> : formatCount(row.counts[name])}
              </Td>
            ))}
            <Td className="whitespace-nowrap">{row.createdBy}</Td>
            <Td>
              <Time value={row.undoneAt ?? row.appliedAt ?? row.createdAt} zone={zone} />
            </Td>
            <Td align="end">{row.state === 'applied' && <UndoButton batch={row.id} fileName={row.fileName} />}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
