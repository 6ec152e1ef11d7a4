import { Badge } from '#components/ui/badge.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { ProblemLine } from '#lib/imports/views.ts';

/** Errors, whose rows are left out, and remarks, whose cells are kept as typed: by row and column. */
export function ProblemsTable({ rows }: { rows: readonly ProblemLine[] }) {
  return (
    <Table label="Problems">
      <TableHead>
        <Th align="end">Row</Th>
        <Th>Column</Th>
        <Th>What</Th>
        <Th>Cell</Th>
        <Th>Effect</Th>
      </TableHead>
      <TableBody>
        {rows.map((line) => (
          <Tr key={line.id}>
            <Td align="end" mono className="text-ink-3">
              {line.row ?? '–'}
            </Td>
            <Td className="max-w-40 truncate">{line.column ?? 'the whole row'}</Td>
            <Td className="min-w-56">{line.message}</Td>
            <Td className="max-w-64 truncate font-mono text-small" title={line.value ?? undefined}>
              {line.value ?? ''}
            </Td>
            <Td>
              {line.severity === 'error' ? (
                <Badge tone="crit">row rejected</Badge>
              ) : (
                <Badge tone="neutral">kept as typed</Badge>
              )}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
