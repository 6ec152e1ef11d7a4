import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { coverOf } from '#lib/measures/cover.ts';
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

/**
 * The figures of each window in one query, from rollups and what waits to be folded, so that they agree with the rows at
 * this instant. Windows where nothing happened have no row. `window` is the place in `windows`. Only the filter's knowledge
 * bases and sources are looked at: the windows are its time, and rollups know nothing else.
 */
export async function findFigures(
  db: Database,
  windows: Window[],
  filter: Pick<TurnFilter, 'knowledgeBases' | 'sources'>,
  { by = [], histogram = true, sessions = false }: { by?: Split[]; histogram?: boolean; sessions?: boolean } = {},
): Promise<Row[]> {
  const spans = windows.flatMap(({ from, to }, window) =>
    coverOf(Date.parse(from), Date.parse(to)).map((span) => ({ window, ...span })),
  );
  const condition = figuresCondition(filter);
  // Where waiting sessions begin is dear to say while thousands wait; so only to whom asks.
  const waiting = sessions ? Prisma.sql`conversation_waiting_figures` : Prisma.sql`conversation_rollup_deltas`;
  const summed = histogram ? Prisma.sql`sum(f.histogram * f.sign)::text` : Prisma.sql`'0'`;
  const split = (name: Split) => (by.includes(name) ? columns[name] : Prisma.sql`null::text`);
  const rows = await db.$queryRaw`
    with spans (place, grain, lo, hi, sign) as (
      select * from unnest(
        ${spans.map((span) => span.window)}::int[], ${spans.map((span) => span.grain)}::text[],
        ${spans.map((span) => timestamp(span.from))}::timestamp[], ${spans.map((span) => timestamp(span.to))}::timestamp[],
        ${spans.map((span) => span.sign)}::int[])
    ), windows (lo, hi, place) as (
      select * from unnest(${windows.map(({ from }) => from.replace('Z', ''))}::timestamp[], ${windows.map(({ to }) => to.replace('Z', ''))}::timestamp[]) with ordinality
    ), figures as (
      select p.place, p.sign, r.knowledge_base, r.source, r.turns, r.answered, r.unanswered, r.partial, r.sessions, r.timed, r.milliseconds, r.histogram
      from spans p join conversation_rollups r on r.grain = p.grain and r.bucket >= p.lo and r.bucket < p.hi
      union all
      select w.place::int - 1, 1, r.knowledge_base, r.source, r.turns, r.answered, r.unanswered, r.partial, r.sessions, r.timed, r.milliseconds, r.histogram
      from windows w join ${waiting} r on r.bucket >= w.lo and r.bucket < w.hi
    )
    select f.place as window, ${split('knowledge_base')} as "knowledgeBase", ${split('source')} as source,
           sum(f.turns * f.sign)::text as turns, sum(f.answered * f.sign)::text as answered, sum(f.unanswered * f.sign)::text as unanswered,
           sum(f.partial * f.sign)::text as partial, sum(f.sessions * f.sign)::text as sessions, sum(f.timed * f.sign)::text as timed,
           sum(f.milliseconds * f.sign)::text as milliseconds, ${summed} as histogram
    from figures f where ${condition} group by 1, 2, 3 having sum(f.turns * f.sign) <> 0 or sum(f.sessions * f.sign) <> 0 order by 1, 2, 3`;
  return z.array(rowSchema).parse(rows);
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
