import { EmptyState } from '#components/ui/states.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import { hitRate, type Interval, type PrefixFigures } from '#lib/monitoring/redis/sample.ts';

type PrefixProps = { prefixes: readonly PrefixFigures[]; others: number; elsewhere: number; minute: Interval | null };

/** Kinds of keys, the largest first: what they take, whether they grow, are evicted, and are found when looked up. */
export function PrefixTable({ prefixes, others, elsewhere, minute }: PrefixProps) {
  if (prefixes.length === 0)
    return (
      <EmptyState title={elsewhere === 0 ? 'Nothing is stored.' : 'Nothing is stored in this database.'}>
        A kind of key stands here once the first of it was seen.
      </EmptyState>
    );
  const all = prefixes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const isEvicting = (minute?.evicted ?? 0) > 0;
  return (
    <>
      <Table label="Kinds of keys">
        <TableHead>
          <Th>Prefix</Th>
          <Th align="end">Keys</Th>
          <Th align="end">Size</Th>
          <Th hidden>Share</Th>
          <Th align="end">Grew in 1 min</Th>
          {isEvicting && <Th align="end">Evicted in 1 min</Th>}
          <Th align="end">Found in 1 min</Th>
        </TableHead>
        <TableBody>
          {prefixes.map((one) => (
            <Tr key={one.name}>
              <Td className="font-mono text-small whitespace-nowrap">{one.name}</Td>
              <Td align="end" mono>
                {one.keys === null ? '–' : formatCount(one.keys)}
              </Td>
              <Td align="end" mono>
                {one.bytes === null ? '–' : formatBytes(one.bytes)}
              </Td>
              <Td>{one.bytes !== null && <Share share={all === 0 ? 0 : one.bytes / all} />}</Td>
              <Td align="end" mono>
                {growth(one.grown)}
              </Td>
              {isEvicting && (
                <Td align="end" mono>
                  {one.evicted >= 1 ? `≈ ${formatCount(Math.round(one.evicted))}` : '–'}
                </Td>
              )}
              <Td align="end" mono>
                {found(one)}
              </Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      {others > 0 && (
        <p className="border-b border-line px-5 py-2 text-ink-2">
          {countOf(others, 'smaller prefix is', 'smaller prefixes are')} not shown.
        </p>
      )}
    </>
  );
}

function Share({ share }: { share: number }) {
  return (
    <span className="flex items-center gap-2">
      <span className="h-1.5 w-20 overflow-hidden bg-line" aria-hidden="true">
        <span className="block h-full origin-left bg-chart-1-mid" style={{ transform: `scaleX(${share})` }} />
      </span>
      <span className="figures w-10 text-right">{Math.round(share * 100)} %</span>
    </span>
  );
}

function growth(grown: number | null): string {
  if (grown === null) return '–';
  if (grown === 0) return 'same';
  return grown > 0 ? `+${formatBytes(grown)}` : formatBytes(grown);
}

/** Of other programs' keys nobody but they can say. */
function found({ hits, misses }: PrefixFigures): string {
  if (hits === null || misses === null) return '–';
  const rate = hitRate({ hits, misses });
  return rate === null ? 'not asked' : `${Math.round(rate * 100)} % of ${formatCount(hits + misses)}`;
}
