'use client';

import { Table2 } from 'lucide-react';
import { useState } from 'react';
import { FiguresTable } from '#components/charts/figures-table.tsx';
import { PanelHead } from '#components/layout/page-head.tsx';
import { FailureBars } from '#components/monitoring/errors/failure-bars.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ChartTable } from '#lib/charts/table.ts';
import { formatCount } from '#lib/count.ts';
import { type HistoryRow, hasTotal, matterNote, matterTitle } from '#lib/monitoring/errors/history.ts';

type SectionProps = {
  title: string;
  rows: readonly HistoryRow[];
  watched: readonly number[];
  /** What stands here where nothing failed. */
  empty: string;
  table: ChartTable;
  zone: string;
};

const SHOWN = 30;

/** One kind of failure in the window: a row a matter with its bars, or the same figures as a table. */
export function FailureSection({ title, rows, watched, empty, table, zone }: SectionProps) {
  const [asTable, setAsTable] = useState(false);
  const hasRates = rows.some(isRate);
  const all = rows.reduce((sum, { failed }) => sum + failed, 0);
  return (
    <section aria-label={title} className="min-w-0">
      <PanelHead
        title={title}
        note={rows.length === 0 ? empty : formatCount(all)}
        actions={
          rows.length > 0 && (
            <IconButton
              label={asTable ? `${title} as bars` : `${title} as a table`}
              icon={<Table2 size={15} />}
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
            />
          )
        }
      />
      {rows.length > 0 && asTable && <FiguresTable label={title} table={table} />}
      {rows.length > 0 && !asTable && (
        <Table label={`${title}, by matter`}>
          <TableHead>
            <Th className="w-full">What</Th>
            <Th align="end">Failed</Th>
            {hasRates && <Th align="end">Of</Th>}
            {hasRates && <Th align="end">Share</Th>}
            <Th>When</Th>
            <Th align="end" className="min-w-20">
              Last
            </Th>
          </TableHead>
          <TableBody>
            {rows.slice(0, SHOWN).map((row) => (
              <FailureRow
                key={`${row.kind} ${row.name} ${matterNote(row)}`}
                row={row}
                hasRates={hasRates}
                watched={watched}
                zone={zone}
              />
            ))}
          </TableBody>
        </Table>
      )}
      {!asTable && rows.length > SHOWN && (
        <p className="border-b border-line px-5 py-2 text-ink-2">
          {formatCount(rows.length - SHOWN)} more failed less often; the table has them.
        </p>
      )}
    </section>
  );
}

type RowProps = { row: HistoryRow; hasRates: boolean; watched: readonly number[]; zone: string };

function FailureRow({ row, hasRates, watched, zone }: RowProps) {
  const note = matterNote(row);
  const isCode = row.kind === 'route' || row.kind === 'part' || row.kind === 'action' || row.kind === 'job';
  return (
    <Tr lines={note === '' ? 1 : 2}>
      <Td className="min-w-56">
        <span className={isCode ? 'font-mono text-small wrap-anywhere' : undefined}>{matterTitle(row)}</span>
        {note !== '' && <span className="block text-small text-ink-2 wrap-anywhere">{note}</span>}
      </Td>
      <Td align="end" mono>
        {formatCount(row.failed)}
      </Td>
      {hasRates && (
        <Td align="end" mono>
          {isRate(row) ? formatCount(row.total) : '–'}
        </Td>
      )}
      {hasRates && (
        <Td align="end" mono>
          {isRate(row) ? shareOf(row) : '–'}
        </Td>
      )}
      <Td>
        <FailureBars
          bars={row.bars}
          watched={watched}
          label={`${matterTitle(row)}: failed in ${row.bars.length} of ${watched.length} stretches`}
        />
      </Td>
      <Td align="end">
        <Time value={row.lastAt} zone={zone} mono />
      </Td>
    </Tr>
  );
}

function isRate(row: HistoryRow): boolean {
  return hasTotal(row) && row.total > 0;
}

function shareOf({ failed, total }: HistoryRow): string {
  const share = (failed / total) * 100;
  return share < 1 ? `${share.toFixed(2)} %` : `${Math.round(share)} %`;
}
