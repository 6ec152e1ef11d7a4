import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { cx } from '#lib/class-names.ts';
import type { Holder, PoolFigures } from '#lib/monitoring/pool/figures.ts';
import { holdingOf, spanWords } from '#lib/monitoring/pool/holders.ts';
import { holderName, workTitle } from '#lib/monitoring/pool/work-words.ts';

type Props = { pool: PoolFigures; names: Readonly<Record<string, string>> };

/** Who holds a connection, the longest first: for what, for whom, and what it runs or ran last. */
export function HoldersTable({ pool: { holders, holdersMore, name }, names }: Props) {
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
                <Doing holder={holder} />
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

function Doing({ holder }: { holder: Holder }) {
  const time = spanWords(holder.forMs);
  const still = holdingOf(holder) === 'still';
  return (
    <span className={cx(still ? 'font-medium text-crit' : 'text-ink-2')}>
      {holder.running ? `runs for ${time}` : `nothing for ${time}`}
    </span>
  );
}
