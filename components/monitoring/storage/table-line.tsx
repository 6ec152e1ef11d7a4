import type { ReactNode } from 'react';
import { ShareBar } from '#components/charts/row-bars.tsx';
import { Sparkline } from '#components/charts/sparkline.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Td, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { formatCount } from '#lib/count.ts';
import { formatBytes, formatGrowth } from '#lib/monitoring/storage/bytes.ts';
import type { TableRow } from '#lib/monitoring/storage/sample.ts';

type LineProps = {
  row: TableRow;
  /** Bytes from day to day, the oldest first; null where the list has no such column. */
  history: readonly number[] | null;
  /** Whether the list has a column for growth. */
  hasGrowth: boolean;
  /** Bytes of the largest of the list. */
  largest: number;
  zone: string;
  now: Date;
  /** What stands behind its name. */
  children?: ReactNode;
};

/** A table with its figures; a partition stands indented, below what it is a part of. */
export function TableLine({ row, history, hasGrowth, largest, zone, now, children }: LineProps) {
  const isPart = row.parent !== null;
  return (
    <Tr>
      <Td>
        <span
          className={
            isPart ? 'flex items-center gap-2 pl-6 whitespace-nowrap' : 'flex items-center gap-2 whitespace-nowrap'
          }
        >
          <ShareBar share={row.bytes / largest} />
          <span>{shortName(row.name)}</span>
          {row.locked && <Badge>locked, size as last seen</Badge>}
          {children}
        </span>
      </Td>
      <Td align="end" mono>
        <Size bytes={row.bytes} />
      </Td>
      {history !== null && <Td>{!isPart && <History sizes={history} />}</Td>}
      {hasGrowth && (
        <Td align="end" mono>
          {!isPart && <Growth perDay={row.perDay} />}
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
        <Vacuumed row={row} zone={zone} now={now} />
      </Td>
    </Tr>
  );
}

/** In short, and to the byte on hover. */
export function Size({ bytes }: { bytes: number }) {
  return <span title={`${formatCount(bytes)} bytes`}>{formatBytes(bytes)}</span>;
}

function Growth({ perDay }: Pick<TableRow, 'perDay'>) {
  return perDay === null ? <Unknown why="Less than a day of its sizes is kept." /> : formatGrowth(perDay);
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

/** A partitioned table was vacuumed when the last of its parts was. */
function Vacuumed({ row, zone, now }: Pick<LineProps, 'row' | 'zone' | 'now'>) {
  const never = row.partitions > 0 ? 'not each part' : 'never seen';
  return (
    <>
      {row.vacuumedAt === null ? (
        <span className="text-ink-3">{never}</span>
      ) : (
        <Time value={row.vacuumedAt} zone={zone} now={now} mono />
      )}
      {row.vacuumDue && <span className="ml-2 text-ink-2">due</span>}
    </>
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
