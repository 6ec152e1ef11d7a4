import 'server-only';
import { z } from 'zod';
import { type Figures, noFigures } from '#lib/monitoring/statements/figures.ts';
import { type Piece, piecesOf, type Stretch } from '#lib/monitoring/statements/pieces.ts';

/** The sums of `monitor.statement_deltas d`, in the names of Figures. */
export const sums = `coalesce(sum(d.calls), 0)::float8 as calls, coalesce(sum(d.ms), 0) as ms, coalesce(sum(d.rows), 0)::float8 as rows, coalesce(sum(d.hit), 0)::float8 as hit,
  coalesce(sum(d.read), 0)::float8 as read, coalesce(sum(d.written), 0)::float8 as written, coalesce(sum(d.temp), 0)::float8 as temp, coalesce(sum(d.io_ms), 0) as "ioMs"`;

/** The parts of a window and of the one before it as parameters $1 to $4 of a statement that joins `pieces`. */
export function piecesOfBoth(window: Stretch, before: Stretch): [number[], Date[], Date[], boolean[]] {
  const parts: (Piece & { isNow: boolean })[] = [
    ...piecesOf(window).map((piece) => ({ ...piece, isNow: true })),
    ...piecesOf(before).map((piece) => ({ ...piece, isNow: false })),
  ];
  return [
    parts.map(({ grain }) => grain),
    parts.map(({ from }) => new Date(from)),
    parts.map(({ to }) => new Date(to)),
    parts.map(({ isNow }) => isNow),
  ];
}

export const piecesSql =
  'select * from unnest($1::smallint[], $2::timestamptz[], $3::timestamptz[], $4::boolean[]) as p (grain, starts, ends, is_now)';

const statementSchema = z.object({
  statement: z.string(),
  isNow: z.boolean(),
  calls: z.number(),
  ms: z.number(),
  rows: z.number(),
  hit: z.number(),
  read: z.number(),
  written: z.number(),
  temp: z.number(),
  ioMs: z.number(),
});

/** Rows of sums by statement and window as one entry a statement. */
export function bothByStatement(rows: unknown): Map<string, { now: Figures; before: Figures }> {
  const found = new Map<string, { now: Figures; before: Figures }>();
  for (const { statement, isNow, ...figures } of z.array(statementSchema).parse(rows)) {
    const both = found.get(statement) ?? { now: noFigures, before: noFigures };
    found.set(statement, isNow ? { ...both, now: figures } : { ...both, before: figures });
  }
  return found;
}
