'use client';

import Link from 'next/link';
import { AnsweredBar, ShareBar } from '#components/charts/row-bars.tsx';
import { Sparkline } from '#components/charts/sparkline.tsx';
import { ChangeFigure, RateFigure, RowNote, SessionFigure, trendWords } from '#components/questions/row-parts.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatMilliseconds, formatShare } from '#lib/charts/figures.ts';
import { formatCount } from '#lib/count.ts';
import type { QuestionRow } from '#lib/questions/board.ts';
import { groupHref, type QuestionParams } from '#lib/questions/params.ts';

type TableProps = {
  rows: readonly QuestionRow[];
  params: QuestionParams;
  /** The rank of the first row. */
  from: number;
  unfinished: boolean;
  selected: string | null;
  ticked: ReadonlySet<string>;
  onSelect: (id: string) => void;
  /** Null where rows are no groups. */
  onTick: ((id: string) => void) | null;
};

/** The questions asked most, two lines each: how often, of how many, since when, and what came of them. */
export function QuestionTable({ rows, from, ...rest }: TableProps) {
  const most = Math.max(0, ...rows.map(({ share }) => share));
  const areGroups = rest.onTick !== null;
  return (
    <Table label="Questions" grid="questions" className="phone:hidden">
      <TableHead>
        <Th hidden>Tick</Th>
        <Th align="end" className="pl-0">
          <span className="sr-only">Rank</span>
        </Th>
        <Th className="pl-2">Question, as people put it</Th>
        <Th align="end">Asked</Th>
        <Th>Share %</Th>
        {areGroups && (
          <>
            <Th>Trend</Th>
            <Th align="end">± %</Th>
          </>
        )}
        <Th>Answered %</Th>
        {areGroups && (
          <>
            <Th align="end">Median ms</Th>
            <Th align="end">Sessions</Th>
          </>
        )}
      </TableHead>
      <TableBody>
        {rows.map((row, place) => (
          <Line key={row.id} row={row} rank={from + place} most={most} {...rest} />
        ))}
      </TableBody>
    </Table>
  );
}

type LineProps = Omit<TableProps, 'rows' | 'from'> & { row: QuestionRow; rank: number; most: number };

function Line({ row, rank, most, params, unfinished, selected, ticked, onSelect, onTick }: LineProps) {
  const isTicked = ticked.has(row.id);
  const tickedState = isTicked ? 'ticked' : undefined;
  return (
    <Tr
      lines={onTick === null ? 1 : 2}
      state={row.id === selected ? 'selected' : tickedState}
      data-question={row.id}
      onClick={() => onSelect(row.id)}
      className="cursor-default"
    >
      <Td className="w-9 pr-0">
        {onTick !== null && (
          <Checkbox
            label={`Tick ${row.question}`}
            hideLabel
            checked={isTicked}
            onChange={() => onTick(row.id)}
            onClick={(event) => event.stopPropagation()}
          />
        )}
      </Td>
      <Td align="end" mono className="min-w-12 pl-1 text-ink-3">
        {rank}
      </Td>
      <Td className="w-full max-w-0 pl-2">
        <QuestionLink row={row} params={params} className="block truncate" />
        {onTick !== null && <RowNote row={row} />}
      </Td>
      <Td align="end" mono className="font-medium">
        {formatCount(row.asked)}
      </Td>
      <Td mono>
        <span className="flex items-center justify-between gap-2">
          <ShareBar share={most === 0 ? 0 : row.share / most} />
          <span className="text-ink-2">{formatShare(row.share)}</span>
        </span>
      </Td>
      {onTick !== null && (
        <>
          <Td>
            <Sparkline counts={row.trend} unfinished={unfinished} label={trendWords(row)} />
          </Td>
          <Td align="end" mono>
            <ChangeFigure change={row.change} />
          </Td>
        </>
      )}
      <Td mono>
        <span className="flex items-center justify-between gap-2">
          <AnsweredBar {...row} />
          <span className="min-w-6 text-right">
            <RateFigure row={row} />
          </span>
        </span>
      </Td>
      {onTick !== null && (
        <>
          <Td align="end" mono className="text-ink-2">
            {row.medianMs === null ? '–' : formatMilliseconds(row.medianMs)}
          </Td>
          <Td align="end" mono className="text-ink-2">
            <SessionFigure sessions={row.sessions} />
          </Td>
        </>
      )}
    </Tr>
  );
}

/** The question, a link to its group where it is in one. */
function QuestionLink({ row, params, className }: { row: QuestionRow; params: QuestionParams; className: string }) {
  if (row.group === null) return <span className={`${className} font-medium`}>{row.question}</span>;
  return (
    <Link href={groupHref(row.group, params)} prefetch={false} className={`${className} link-quiet font-medium`}>
      {row.question}
    </Link>
  );
}
