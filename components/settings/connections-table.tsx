import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatSpan } from '#lib/time.ts';

type Pool = { name: string; open: number; active: number; oldestSeconds: number };

/** The connections of each part of the product, as the database counts them. */
export function ConnectionsTable({ pools }: { pools: readonly Pool[] }) {
  return (
    <Table label="Connections">
      <TableHead>
        <Th>Part</Th>
        <Th align="end">Open</Th>
        <Th align="end">At work</Th>
        <Th align="end">Oldest</Th>
      </TableHead>
      <TableBody>
        {pools.map((pool) => (
          <Tr key={pool.name}>
            <Td>{partNames[pool.name] ?? (pool.name || 'without a name')}</Td>
            <Td align="end" mono>
              {pool.open}
            </Td>
            <Td align="end" mono>
              {pool.active}
            </Td>
            <Td align="end" mono>
              {formatSpan(pool.oldestSeconds * 1000)}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

const partNames: Record<string, string> = {
  'switchboard-web': 'Web, main pool',
  'switchboard-ingest': 'Turns and keys',
  'switchboard-health': 'Health checks',
  'switchboard-monitor': 'Monitoring',
  'switchboard-worker': 'Worker',
  'switchboard-cli': 'Command line',
};
