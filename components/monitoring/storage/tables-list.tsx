import { useState } from 'react';
import type { z } from 'zod';
import { ShareBar } from '#components/charts/row-bars.tsx';
import { Sparkline } from '#components/charts/sparkline.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { formatBytes, formatGrowth } from '#lib/monitoring/storage/bytes.ts';
import type { TableRow, tablesSchema } from '#lib/monitoring/storage/sample.ts';

const FIRST_SHOWN = 12;

/** Bytes of a table from day to day, the oldest first. */
export type SizesByTable = Record<string, number[]>;

type Props = { tables: z.infer<typeof tablesSchema>; sizes: SizesByTable; zone: string; now: Date };

/** Tables by size, with what of it is indexes, how they grow, and how vacuum keeps up. */
export function TablesList({ tables: { rows, rest, totalBytes, databaseBytes }, sizes, zone, now }: Props) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? rows : rows.slice(0, FIRST_SHOWN);
  const hasHistory = rows.some(({ name }) => (sizes[name]?.length ?? 0) > 1);
  const hasGrowth = rows.some(({ perDay }) => perDay !== null);
  const others = rest.tables + rows.length - shown.length;
  const othersBytes = rows.slice(shown.length).reduce((sum, { bytes }) => sum + bytes, rest.bytes);
  const largest = Math.max(1, ...rows.map(({ bytes }) => bytes));
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
          <Tr key={row.name}>
            <Td>
              <span className="flex items-center gap-2 whitespace-nowrap">
                <ShareBar share={row.bytes / largest} />
                <span title={row.parent === null ? undefined : `A part of ${row.parent}`}>{shortName(row.name)}</span>
                {row.locked && <Badge>locked, size as last seen</Badge>}
              </span>
            </Td>
            <Td align="end" mono>
              <Size bytes={row.bytes} />
            </Td>
            {hasHistory && (
              <Td>
                <History sizes={sizes[row.name] ?? []} />
              </Td>
            )}
            {hasGrowth && (
              <Td align="end" mono>
                {row.perDay === null ? (
                  <Unknown why="Less than a day of its sizes is kept." />
                ) : (
                  formatGrowth(row.perDay)
                )}
              </Td>
            )}
            <Td align="end" mono>
              <Size bytes={row.indexBytes} />
            </Td>
            <Td align="end" mono>
              <Size bytes={row.toastBytes} />
            </Td>
            <Td align="end" mono>
              {formatCount(row.rows)}
            </Td>
            <Td align="end" mono>
              <Dead {...row} />
            </Td>
            <Td>
              {row.vacuumedAt === null ? (
                <span className="text-ink-3">never seen</span>
              ) : (
                <Time value={row.vacuumedAt} zone={zone} now={now} mono />
              )}
              {row.vacuumDue && <span className="ml-2 text-ink-2">due</span>}
            </Td>
          </Tr>
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
          <td colSpan={5 + Number(hasGrowth) + Number(hasHistory)} className="px-3 text-ink-2">
            All tables <Size bytes={totalBytes} />; the database with its catalogue <Size bytes={databaseBytes} />
          </td>
        </Tr>
      </TableBody>
    </Table>
  );
}

/** In short, and to the byte on hover. */
function Size({ bytes }: { bytes: number }) {
  return <span title={`${formatCount(bytes)} bytes`}>{formatBytes(bytes)}</span>;
}

function History({ sizes }: { sizes: readonly number[] }) {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (first === undefined || last === undefined || sizes.length < 2)
    return <Unknown why="Less than two days of its sizes are kept." />;
  const label = `From ${formatBytes(first)} to ${formatBytes(last)} over ${sizes.length} days`;
  return (
    <span title={label}>
      <Sparkline counts={sizes} unfinished label={label} />
    </span>
  );
}

/** Amber with its weight where a fifth of the rows is dead. */
function Dead({ rows, dead }: TableRow) {
  const share = dead / Math.max(1, rows + dead);
  const isMuch = share >= 0.2 && dead > 10_000;
  return (
    <span className={isMuch ? 'font-medium text-warn' : undefined} title={`${Math.round(share * 100)} % of its rows`}>
      {formatCount(dead)}
    </span>
  );
}

export function Unknown({ why }: { why: string }) {
  return (
    <span className="text-ink-3" title={why}>
      unknown
    </span>
  );
}

/** Names of the schema that everybody means stand without it. */
export function shortName(name: string): string {
  return name.startsWith('public.') ? name.slice('public.'.length) : name;
}
