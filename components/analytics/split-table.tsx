import Link from 'next/link';
import { Whisker } from '#components/charts/whisker.tsx';
import { PanelHead } from '#components/layout/page-head.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { SplitRow } from '#lib/analytics/changes.ts';
import { reachOf } from '#lib/charts/whisker.ts';
import { formatCount } from '#lib/count.ts';

/** The largest knowledge bases or sources beside each other; the name leads to its turns. */
export function SplitTable({ title, rows, note }: { title: string; rows: readonly SplitRow[]; note?: string }) {
  const reach = reachOf(
    rows.flatMap(({ change }) => (change === null ? [] : [change])),
    1,
  );
  return (
    <section aria-label={title} className="min-w-0">
      <PanelHead title={title} />
      <Table label={title}>
        <TableHead>
          <Th>Name</Th>
          <Th align="end">Turns</Th>
          <Th align="end">Rate %</Th>
          <Th>Change</Th>
          <Th align="end">p50 ms</Th>
          <Th align="end">p95 ms</Th>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <Tr key={row.href ?? 'others'}>
              <Td className="max-w-28 truncate">
                {row.href === null ? (
                  row.name
                ) : (
                  <Link href={row.href} prefetch={false} className="link-quiet">
                    {row.name || 'none named'}
                  </Link>
                )}
              </Td>
              <Td align="end" mono>
                {formatCount(row.turns)}
              </Td>
              <Td align="end" mono>
                {row.rate}
              </Td>
              <Td>
                <Whisker value={row.change} reach={reach} unit="pt" className="w-12" />
              </Td>
              <Td align="end" mono>
                {row.p50}
              </Td>
              <Td align="end" mono>
                {row.p95}
              </Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      {note !== undefined && <p className="px-5 py-3 text-small text-ink-3">{note}</p>}
    </section>
  );
}
