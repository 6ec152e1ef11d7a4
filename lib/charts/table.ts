import type { HeatRow, PercentilePoint, RatePoint, VolumePoint } from '#lib/charts/series.ts';

type Column = { label: string; unit?: string; decimals?: number };
type Row = { cells: readonly (string | number | null)[]; href: string | null };

/** The same figures as a chart, as rows: what the table shows and CSV holds. The first column names the row. */
export type ChartTable = { columns: readonly Column[]; rows: readonly Row[] };

const stateColumn: Column = { label: 'State' };

/** Turns, all and by their state, and rates in percent; sessions where they are counted. */
export function rateTable(points: readonly RatePoint[]): ChartTable {
  const withSessions = points.some(({ sessions }) => sessions !== null);
  return {
    columns: [
      { label: 'When' },
      { label: 'Turns' },
      ...(withSessions ? [{ label: 'Sessions begun' }] : []),
      { label: 'Answered' },
      { label: 'Not answered' },
      { label: 'Partly answered' },
      { label: 'Not known yet' },
      { label: 'Answer rate', unit: '%', decimals: 1 },
      { label: 'Low', unit: '%', decimals: 1 },
      { label: 'High', unit: '%', decimals: 1 },
      { label: 'Before', unit: '%', decimals: 1 },
      stateColumn,
    ],
    rows: points.map((point) => ({
      href: point.href,
      cells: [
        point.title,
        point.turns,
        ...(withSessions ? [point.sessions] : []),
        point.answered,
        point.unanswered,
        point.partial,
        point.unknown,
        inPercent(point.rate),
        inPercent(point.low),
        inPercent(point.high),
        inPercent(point.before),
        stateWord(point),
      ],
    })),
  };
}

/** Milliseconds. */
export function percentileTable(points: readonly PercentilePoint[]): ChartTable {
  return {
    columns: [
      { label: 'When' },
      { label: 'p50', unit: 'ms' },
      { label: 'p95', unit: 'ms' },
      { label: 'p99', unit: 'ms' },
      stateColumn,
    ],
    rows: points.map((point) => ({
      href: point.href,
      cells: [point.title, whole(point.p50), whole(point.p95), whole(point.p99), stateWord(point)],
    })),
  };
}

export function volumeTable(points: readonly VolumePoint[]): ChartTable {
  return {
    columns: [{ label: 'When' }, { label: 'Matching' }, { label: 'All turns' }, stateColumn],
    rows: points.map((point) => ({
      href: point.href,
      cells: [point.title, point.matching, point.all, stateWord(point)],
    })),
  };
}

/** One row a cell: long, but it can be sorted, filtered and summed. */
export function heatTable(rows: readonly HeatRow[]): ChartTable {
  return {
    columns: [{ label: 'When' }, { label: 'Turns' }, { label: 'Answer rate', unit: '%', decimals: 1 }, stateColumn],
    rows: rows.flatMap((row) =>
      row.cells.map((cell) => ({
        href: cell.href,
        cells: [cell.title, cell.count, inPercent(cell.rate), stateWord(cell)],
      })),
    ),
  };
}

function inPercent(share: number | null): number | null {
  return share === null ? null : Number((share * 100).toFixed(2));
}

function whole(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds);
}

function stateWord({ unfinished }: { unfinished: boolean }): string {
  return unfinished ? 'still counting' : '';
}
