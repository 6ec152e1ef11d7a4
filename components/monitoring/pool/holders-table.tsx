import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { cx } from '#lib/class-names.ts';
import { type Backend, type Backends, backendOf, backendWords, isBlocked } from '#lib/monitoring/pool/backends.ts';
import type { Holder, PoolFigures } from '#lib/monitoring/pool/figures.ts';
import { holdingOf, spanWords } from '#lib/monitoring/pool/holders.ts';
import { holderName, workTitle } from '#lib/monitoring/pool/work-words.ts';

type Props = {
  pool: PoolFigures;
  names: Readonly<Record<string, string>>;
  /** The other ends of the connections, as far as the server shows them. */
  backends: Backends;
};

/** Who holds a connection, the longest first: for what, for whom, and what it runs or ran last. */
export function HoldersTable({ pool, names, backends }: Props) {
  const { holders, holdersMore, name } = pool;
  if (holders.length === 0) return <p className="px-5 py-3 text-ink-2">Nobody holds a connection at this moment.</p>;
  return (
    <>
      <Table label={`Held connections of ${name}`}>
        <TableHead>
          <Th align="end">Held</Th>
          <Th>For</Th>
          <Th>By</Th>
          <Th align="end">pid</Th>
          <Th>Does</Th>
          <Th>Statement</Th>
        </TableHead>
        <TableBody>
          {holders.map((holder, place) => (
            <Tr key={holder.pid ?? place}>
              <Td align="end" mono className={holdingOf(holder) === 'short' ? undefined : 'font-medium text-crit'}>
                {spanWords(holder.heldMs)}
              </Td>
              <Td className="whitespace-nowrap">{workTitle(holder)}</Td>
              <Td className="whitespace-nowrap text-ink-2">{holderName(holder, names)}</Td>
              <Td align="end" mono>
                {holder.pid ?? 'unknown'}
              </Td>
              <Td className="whitespace-nowrap">
                <Doing holder={holder} backend={backendOf(backends, pool, holder)} />
              </Td>
              <Td className="max-w-96 truncate font-mono text-small text-ink-2" title={holder.statement ?? undefined}>
                {holder.statement ?? 'none yet'}
              </Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      {holdersMore > 0 && <p className="px-5 py-2 text-ink-2">{holdersMore} more are held for shorter times.</p>}
    </>
  );
}

function Doing({ holder, backend }: { holder: Holder; backend: Backend | undefined }) {
  const time = spanWords(holder.forMs);
  const isBad = holdingOf(holder) === 'still' || isBlocked(backend);
  return (
    <span className={cx(isBad ? 'font-medium text-crit' : 'text-ink-2')}>
      {holder.running ? `runs for ${time}` : `nothing for ${time}`}
      {backendWords(backend, holder)}
    </span>
  );
}
