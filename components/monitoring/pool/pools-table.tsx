import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatCount } from '#lib/count.ts';
import type { PoolFigures, Spread } from '#lib/monitoring/pool/figures.ts';
import { millisecondWords } from '#lib/monitoring/pool/holders.ts';

type Column = { head: string; title: string; cell(pool: PoolFigures): string };

const columns: readonly Column[] = [
  { head: 'Process', title: 'Where it is', cell: ({ process }) => process },
  {
    head: 'Size',
    title: 'Connections it keeps open (base), and further ones it may open under load (overflow)',
    cell: ({ base, max }) => `${formatCount(base)} + ${formatCount(max - base)}`,
  },
  counted('Open', 'Connections there are: out, idle, or just being opened', ({ open }) => open),
  counted('Out', 'Held at this moment', ({ out }) => out),
  counted('Idle', 'Open and free', ({ idle }) => idle),
  counted('Waiting', 'Without a connection yet', ({ waiting }) => waiting),
  spread('Wait, ms', 'From asking to getting one: p50 · p95 · p99 of the last minute', ({ wait }) => wait),
  spread('Hold, ms', 'From getting to giving back: p50 · p95 · p99 of the last minute', ({ hold }) => hold),
  counted('Checkouts', 'Since the process started', ({ counts }) => counts.checkouts),
  counted('Gave up', 'Waited for as long as they may', ({ counts }) => counts.timeouts),
  counted('Failed', 'Connections that could not be opened', ({ counts }) => counts.failed),
  counted('Opened', 'Connections opened since the process started', ({ counts }) => counts.opened),
  counted('Closed', 'Connections closed since the process started', ({ counts }) => counts.closed),
  counted('For age', 'Of those closed, how many had grown too old', ({ counts }) => counts.recycled),
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
            <Td className="font-mono text-small whitespace-nowrap">{pool.name}</Td>
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

function counted(head: string, title: string, of: (pool: PoolFigures) => number): Column {
  return { head, title, cell: (pool) => formatCount(of(pool)) };
}

function spread(head: string, title: string, of: (pool: PoolFigures) => Spread): Column {
  return { head, title, cell: (pool) => spreadWords(of(pool)) };
}

function spreadWords({ count, p50, p95, p99 }: Spread): string {
  return count === 0 ? 'none' : [p50, p95, p99].map(millisecondWords).join(' · ');
}
