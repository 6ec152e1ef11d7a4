import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { coverOf, type Grain } from '#lib/measures/cover.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import type { Database } from '#server/core/db/prisma.ts';

/** A window of figures: from `from` on and before `to`, both UTC and on a quarter of an hour. */
export type Window = { from: string; to: string };

/** What is counted of a set of turns. Times are milliseconds; `timed` turns are those that came with one. */
export type Figures = {
  turns: number;
  answered: number;
  unanswered: number;
  partial: number;
  /** Sessions that began here; those of the last seconds only when they were asked for. */
  sessions: number;
  timed: number;
  milliseconds: number;
  /** One number that holds the histogram of response times, see lib/measures/histogram.ts; '0' when it was not asked for. */
  histogram: string;
};

/** Beside which figures are split, in the order of the answer's columns. */
export type Split = 'knowledge_base' | 'source';
type Row = Figures & { window: number; knowledgeBase: string | null; source: string | null };

const count = z.coerce.number().int();
const rowSchema = z.object({
  window: z.int(),
  knowledgeBase: z.string().nullable(),
  source: z.string().nullable(),
  turns: count,
  answered: count,
  unanswered: count,
  partial: count,
  sessions: count,
  timed: count,
  milliseconds: count,
  histogram: z.string(),
});

type Options = {
  /** What the figures are split by. */
  by?: Split[];
  /** Further windows behind the others of which no histogram is wanted: the counts alone are read from an index. */
  plain?: Window[];
  /** Whether sessions that wait to be folded are counted: dear to say while thousands wait, so only for whom it is shown. */
  sessions?: boolean;
};

/**
 * The figures of each window in one query, from rollups and what waits to be folded, so that they agree with the rows at
 * this instant. Windows where nothing happened have no row. `window` is the place in `windows`, then in `plain`. Only the
 * filter's knowledge bases and sources are looked at: the windows are its time, and rollups know nothing else.
 */
export async function findFigures(
  db: Database,
  windows: Window[],
  filter: Pick<TurnFilter, 'knowledgeBases' | 'sources'>,
  { by = [], plain = [], sessions = false }: Options = {},
): Promise<Row[]> {
  const split = (name: Split) => (by.includes(name) ? columns[name] : Prisma.sql`null::text`);
  const grains = by.length === 0 ? grainsUnder(filter) : 'split';
  const parts = [
    ...(windows.length > 0 ? [rowsOf(windows, 0, { histogram: true, sessions, grains })] : []),
    ...(plain.length > 0 ? [rowsOf(plain, windows.length, { histogram: false, sessions, grains })] : []),
  ];
  if (parts.length === 0) return [];
  const rows = await db.$queryRaw`
    select f.place as window, ${split('knowledge_base')} as "knowledgeBase", ${split('source')} as source,
           sum(f.turns * f.sign)::text as turns, sum(f.answered * f.sign)::text as answered, sum(f.unanswered * f.sign)::text as unanswered,
           sum(f.partial * f.sign)::text as partial, sum(f.sessions * f.sign)::text as sessions, sum(f.timed * f.sign)::text as timed,
           sum(f.milliseconds * f.sign)::text as milliseconds,
           (coalesce(sum(f.histogram) filter (where f.sign > 0), 0) - coalesce(sum(f.histogram) filter (where f.sign < 0), 0))::text as histogram
    from (${Prisma.join(parts, ' union all ')}) f where ${figuresCondition(filter)}
    group by 1, 2, 3 having sum(f.turns * f.sign) <> 0 or sum(f.sessions * f.sign) <> 0 order by 1, 2, 3`;
  return z.array(rowSchema).parse(rows);
}

/**
 * The rollups that cover these windows, with their sign, and what waits. Span by span (that is what the offset does): a
 * planner that joins all spans with all rollups reads each rollup as often as there are spans.
 */
function rowsOf(
  windows: Window[],
  first: number,
  wanted: { histogram: boolean; sessions: boolean; grains: Grains },
): Prisma.Sql {
  const spans = windows.flatMap(({ from, to }, place) =>
    coverOf(Date.parse(from), Date.parse(to)).map((span) => ({ place: first + place, ...span })),
  );
  const histogram = wanted.histogram ? Prisma.sql`r.histogram` : Prisma.sql`null::numeric`;
  const figures = Prisma.sql`r.knowledge_base, r.source, r.turns, r.answered, r.unanswered, r.partial, r.sessions, r.timed, r.milliseconds, ${histogram} as histogram`;
  const waiting = wanted.sessions ? Prisma.sql`conversation_waiting_figures` : Prisma.sql`conversation_rollup_deltas`;
  return Prisma.sql`
    select p.place, p.sign, r.* from unnest(
      ${spans.map((span) => span.place)}::int[], ${spans.map((span) => grainName(span.grain, wanted.grains))}::text[], ${spans.map((span) => timestamp(span.from))}::timestamp[],
      ${spans.map((span) => timestamp(span.to))}::timestamp[], ${spans.map((span) => span.sign)}::int[]) as p (place, grain, lo, hi, sign)
    cross join lateral (select ${figures} from conversation_rollups r where r.grain = p.grain and r.bucket >= p.lo and r.bucket < p.hi offset 0) r
    union all
    select ${first}::int + w.place::int - 1, 1, ${figures}
    from unnest(${windows.map(({ from }) => from.replace('Z', ''))}::timestamp[], ${windows.map(({ to }) => to.replace('Z', ''))}::timestamp[]) with ordinality as w (lo, hi, place)
    join ${waiting} r on r.bucket >= w.lo and r.bucket < w.hi`;
}

/** Whether rollups by base and source are read, or those over all of them, a dozen times fewer. */
export type Grains = 'split' | 'total';

export function grainsUnder({ knowledgeBases, sources }: Pick<TurnFilter, 'knowledgeBases' | 'sources'>): Grains {
  return knowledgeBases.length === 0 && sources.length === 0 ? 'total' : 'split';
}

/** As `conversation_rollups.grain` names it. */
export function grainName(grain: Grain, grains: Grains): string {
  return grains === 'total' ? `total ${grain}` : grain;
}

const columns: Record<Split, Prisma.Sql> = {
  knowledge_base: Prisma.sql`f.knowledge_base`,
  source: Prisma.sql`f.source`,
};

/** What a filter means for rollups: they know bases and sources, nothing else. */
export function figuresCondition({
  knowledgeBases,
  sources,
}: Pick<TurnFilter, 'knowledgeBases' | 'sources'>): Prisma.Sql {
  const parts: Prisma.Sql[] = [];
  if (knowledgeBases.length > 0) parts.push(Prisma.sql`f.knowledge_base = any (${knowledgeBases}::text[])`);
  if (sources.length > 0) parts.push(Prisma.sql`f.source = any (${sources}::text[])`);
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, ' and ');
}

function timestamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '');
}

/** The mean response time in milliseconds of the turns that came with one. */
export function averageTime({ timed, milliseconds }: Pick<Figures, 'timed' | 'milliseconds'>): number | null {
  return timed === 0 ? null : milliseconds / timed;
}
