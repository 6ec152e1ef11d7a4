import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatCount } from '#lib/count.ts';
import type { PoolFigures, Spread } from '#lib/monitoring/pool/figures.ts';
import { spanWords } from '#lib/monitoring/pool/holders.ts';

type Column = { head: string; title: string; cell(pool: PoolFigures): string };

const count = (head: string, title: string, of: (pool: PoolFigures) => number): Column => ({
  head,
  title,
  cell: (pool) => formatCount(of(pool)),
});
const spread = (head: string, title: string, of: (pool: PoolFigures) => Spread): Column => ({
  head,
  title,
  cell: (pool) => spreadWords(of(pool)),
});

const columns: readonly Column[] = [
  count('Kept', 'Connections kept open once warm', ({ base }) => base),
  count('Most', 'Connections it may open', ({ max }) => max),
  count('Open', 'Connections there are', ({ open }) => open),
  count('Out', 'Held at this moment', ({ out }) => out),
  count('Idle', 'Open and free', ({ idle }) => idle),
  count('Waiting', 'Without a connection yet', ({ waiting }) => waiting),
  spread('Wait p50 · p95 · p99', 'From asking to getting, in the last minute', ({ wait }) => wait),
  spread('Hold p50 · p95 · p99', 'From getting to giving back, in the last minute', ({ hold }) => hold),
  count('Checkouts', 'Since the process started', ({ counts }) => counts.checkouts),
  count('Gave up', 'Waited for as long as they may, since the process started', ({ counts }) => counts.timeouts),
  count('Failed', 'Connections that could not be opened', ({ counts }) => counts.failed),
  count('Opened', 'Connections opened since the process started', ({ counts }) => counts.opened),
  count('Closed', 'Connections closed since the process started', ({ counts }) => counts.closed),
  count('Recycled', 'Of these, closed for their age', ({ counts }) => counts.recycled),
];

/** Every pool of the product, a row each: its places, the waits and holds of the last minute, what became of its connections. */
export function PoolsTable({ pools }: { pools: readonly PoolFigures[] }) {
  return (
    <Table label="Pools of the product">
      <TableHead>
        <Th>Pool</Th>
        {columns.map(({ head, title }) => (
          <Th key={head} align="end">
            <span title={title}>{head}</span>
          </Th>
        ))}
      </TableHead>
      <TableBody>
        {pools.map((pool) => (
          <Tr key={`${pool.process} ${pool.name}`}>
            <Td className="whitespace-nowrap">
              <span className="font-mono text-small">{pool.name}</span>
              <span className="ml-2 text-small text-ink-3">{pool.process} process</span>
            </Td>
            {columns.map(({ head, cell }) => (
              <Td key={head} align="end" mono>
                {cell(pool)}
              </Td>
            ))}
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function spreadWords({ count, p50, p95, p99 }: Spread): string {
  return count === 0 ? 'none' : [p50, p95, p99].map(spanWords).join(' · ');
}
