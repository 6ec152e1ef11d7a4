import Link from 'next/link';
import { Sparkline } from '#components/charts/sparkline.tsx';
import { ChangeFigure } from '#components/monitoring/statements/change-figure.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { formatShare } from '#lib/charts/figures.ts';
import { countOf, formatCount } from '#lib/count.ts';
import type { MeanPoint, StatementBoard, StatementRow } from '#lib/monitoring/statements/board.ts';
import { BLOCK_BYTES, meanOf, type StatementOrder } from '#lib/monitoring/statements/figures.ts';
import { trendOf, trendWords } from '#lib/monitoring/statements/history.ts';
import { type StatementParams, statementHref, statementsHref } from '#lib/monitoring/statements/params.ts';
import { type PoolRun, runnersWords } from '#lib/monitoring/statements/runners.ts';
import { bytesWords, msFigure, msWords, ratioFigure } from '#lib/monitoring/statements/words.ts';

type Props = {
  board: StatementBoard;
  trends: ReadonlyMap<string, MeanPoint[]>;
  since: ReadonlyMap<string, number>;
  runners: ReadonlyMap<string, readonly PoolRun[]>;
  params: StatementParams;
  zone: string;
  now: Date;
};

/** The statements of a window in order, and one row that is exactly all the others. */
export function StatementTable({ board, trends, since, runners, params, zone, now }: Props) {
  const sorted = (order: StatementOrder) => ({
    href: statementsHref(params, { order }),
    direction: params.order === order ? ('desc' as const) : undefined,
  });
  const { others, total } = board;
  return (
    <Table label="Statements">
      <TableHead>
        <Th>Statement</Th>
        <Th align="end" sort={sorted('calls')}>
          Calls
        </Th>
        <Th align="end" sort={sorted('mean')}>
          Mean ms
        </Th>
        <Th align="end" sort={sorted('change')}>
          Change
        </Th>
        <Th align="end" sort={sorted('total')}>
          % time
        </Th>
        <Th align="end" sort={sorted('io')}>
          Read, written
        </Th>
        <Th align="end" sort={sorted('temp')}>
          Temporary
        </Th>
        <Th>Mean through the window</Th>
      </TableHead>
      <TableBody>
        {board.rows.map((row) => (
          <Line
            key={row.id}
            row={row}
            points={trends.get(row.id) ?? []}
            since={since.get(row.id) ?? null}
            runners={runners.get(row.id) ?? []}
            hasBefore={board.hasBefore}
            {...{ params, zone, now }}
          />
        ))}
        {others.figures.calls > 0 && (
          <Tr className="text-ink-2">
            <Td>{others.statements > 0 ? `${formatCount(others.statements)} and smaller others` : 'All others'}</Td>
            <Td align="end" mono>
              {formatCount(others.figures.calls)}
            </Td>
            <Td align="end" mono>
              {msFigure(meanOf(others.figures) ?? 0)}
            </Td>
            <Td />
            <Td align="end" mono>
              {formatShare(total.ms > 0 ? others.figures.ms / total.ms : 0)}
            </Td>
            <Td align="end" mono>
              <Blocks blocks={others.figures.read + others.figures.written} />
            </Td>
            <Td align="end" mono>
              <Blocks blocks={others.figures.temp} />
            </Td>
            <Td />
          </Tr>
        )}
      </TableBody>
    </Table>
  );
}

type LineProps = Pick<Props, 'params' | 'zone' | 'now'> & {
  row: StatementRow;
  points: readonly MeanPoint[];
  since: number | null;
  runners: readonly PoolRun[];
  hasBefore: boolean;
};

function Line({ row, points, since, runners, hasBefore, params, zone, now }: LineProps) {
  const { id, name, text, figures, meanMs, change, share, slow, usualMs, watching, nested } = row;
  return (
    <Tr>
      <Td className="w-full max-w-0 min-w-64 phone:min-w-44">
        <span className="flex min-w-0 items-baseline gap-3">
          <Link
            href={statementHref(id, params)}
            prefetch={false}
            className="link-quiet shrink-0 font-medium phone:min-w-0 phone:shrink phone:truncate"
          >
            {name}
          </Link>
          <span className="min-w-0 truncate font-mono text-small text-ink-3 phone:hidden" title={text}>
            {text}
          </span>
          {watching && <Badge>watches the server</Badge>}
          {nested && <Badge>within a function</Badge>}
        </span>
        {runners.length > 0 && <span className="block truncate text-small text-ink-2">{runnersWords(runners)}</span>}
        {usualMs !== null && (slow?.kind === 'slower' || since !== null) && (
          <span className="block text-small text-ink-2">
            {slow?.kind === 'slower' ? `${ratioFigure(slow.ratio)} times its usual` : 'slower than its usual'}{' '}
            {msWords(usualMs)}
            {since !== null && (
              <>
                , since <Time value={new Date(since)} zone={zone} now={now} />
              </>
            )}
          </span>
        )}
      </Td>
      <Td align="end" mono>
        {formatCount(figures.calls)}
      </Td>
      <Td align="end" mono className={slow === null ? undefined : 'font-semibold text-warn'}>
        {msFigure(meanMs)}
        {slow !== null && <span className="sr-only">, slow</span>}
      </Td>
      <Td align="end" mono>
        <ChangeFigure change={change} hasBefore={hasBefore} />
      </Td>
      <Td align="end" mono>
        {share === null ? <NoShare {...{ watching, nested }} /> : formatShare(share)}
      </Td>
      <Td align="end" mono className="text-ink-2">
        <Blocks blocks={figures.read + figures.written} />
      </Td>
      <Td align="end" mono className="text-ink-2">
        <Blocks blocks={figures.temp} />
      </Td>
      <Td>
        <Sparkline counts={trendOf(points)} unfinished={false} label={trendWords(points)} />
      </Td>
    </Tr>
  );
}

function NoShare({ nested }: { nested: boolean }) {
  return (
    <span
      className="text-ink-3"
      title={nested ? 'Its time is in that of the statement that called it' : 'Watching is left out of the shares'}
    >
      –
    </span>
  );
}

function Blocks({ blocks }: { blocks: number }) {
  return blocks === 0 ? <span className="text-ink-3">–</span> : bytesWords(blocks * BLOCK_BYTES);
}

/** What the window holds, in a line. */
export function BoardLine({ board }: { board: StatementBoard }) {
  const { total, watching, statements, slow, slowWords } = board;
  const all = total.ms + watching.ms;
  return (
    <p className="border-b border-line px-5 py-2 text-ink-2 phone:px-4">
      <span className="font-medium text-ink-1">{msWords(total.ms)}</span> in {countOf(total.calls, 'call', 'calls')} of{' '}
      {countOf(statements, 'statement', 'statements')} and smaller ones,{' '}
      {slow === 0 ? 'none of them slow' : <span className="font-medium text-ink-1">{formatCount(slow)} slow</span>}.
      {slowWords} Watching the server took {formatShare(all > 0 ? watching.ms / all : 0)} % beside it and is left out.
    </p>
  );
}
