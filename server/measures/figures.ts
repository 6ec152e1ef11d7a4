import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { coverOf, type Grain } from '#lib/measures/cover.ts';
import { piecesOf } from '#lib/measures/pieces.ts';
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
  /** One number that holds the histogram of response times, for `readHistogram`; of none when it was not asked for. */
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

/** What rollups know of a filter. */
export type FiguresFilter = Pick<TurnFilter, 'knowledgeBases' | 'sources'>;

type Options = {
  /** What the figures are split by. */
  by?: Split[];
  /** Further windows behind the others of which neither histogram nor waiting sessions are wanted: the counts alone are read from an index. */
  plain?: Window[];
  /** Whether sessions that wait to be folded are counted in `windows`: dear to say while thousands wait, so only for whom it is shown. */
  sessions?: boolean;
};

type Wanted = { histogram: boolean; sessions: boolean; grains: Grains; by: Split[]; condition: Prisma.Sql };

/**
 * The figures of each window in one query, from rollups and what waits to be folded, so that they agree with the rows at
 * this instant. Windows where nothing happened have no row. `window` is the place in `windows`, then in `plain`. Only the
 * filter's knowledge bases and sources are looked at: the windows are its time, and rollups know nothing else.
 */
export async function findFigures(
  db: Database,
  windows: Window[],
  filter: FiguresFilter,
  { by = [], plain = [], sessions = false }: Options = {},
): Promise<Row[]> {
  const grains = by.length === 0 ? grainsUnder(filter) : 'split';
  const wanted = { grains, by, condition: figuresCondition(filter) };
  const parts = [
    ...(windows.length > 0 ? [rowsOf(windows, 0, { ...wanted, sessions, histogram: true })] : []),
    ...(plain.length > 0 ? [rowsOf(plain, windows.length, { ...wanted, sessions: false, histogram: false })] : []),
  ];
  if (parts.length === 0) return [];
  const rows = await db.$queryRaw`
    select f.place as window, f.knowledge_base as "knowledgeBase", f.source,
           sum(f.turns * f.sign)::text as turns, sum(f.answered * f.sign)::text as answered, sum(f.unanswered * f.sign)::text as unanswered,
           sum(f.partial * f.sign)::text as partial, sum(f.sessions * f.sign)::text as sessions, sum(f.timed * f.sign)::text as timed,
           sum(f.milliseconds * f.sign)::text as milliseconds,
           encode(numeric_send(coalesce(sum(f.histogram) filter (where f.sign > 0), 0) - coalesce(sum(f.histogram) filter (where f.sign < 0), 0)), 'hex') as histogram
    from (${Prisma.join(parts, ' union all ')}) f
    group by 1, 2, 3 having sum(f.turns * f.sign) <> 0 or sum(f.sessions * f.sign) <> 0 order by 1, 2, 3`;
  return z.array(rowSchema).parse(rows);
}

/**
 * The sums of the rollups that cover these windows, with their sign, and what waits. Each span is summed by itself, once
 * for all the windows that it is a part of: the end of one local day is the beginning of the next.
 */
function rowsOf(windows: Window[], first: number, wanted: Wanted): Prisma.Sql {
  const { spans, uses } = spansOf(windows, first);
  const waiting = wanted.sessions ? Prisma.sql`conversation_waiting_figures` : Prisma.sql`conversation_rollup_deltas`;
  const sums = sumsOf(wanted);
  return Prisma.sql`
    select u.place, u.sign, s.* from unnest(
      ${spans.map(({ grain }) => grainName(grain, wanted.grains))}::text[], ${spans.map(({ from }) => timestamp(from))}::timestamp[], ${spans.map(({ to }) => timestamp(to))}::timestamp[],
      ${spans.map(({ firstUse }) => firstUse)}::int[], ${spans.map(({ lastUse }) => lastUse)}::int[]) as p (grain, lo, hi, first_use, last_use)
    cross join lateral (
      select ${sums} from conversation_rollups r where r.grain = p.grain and r.bucket >= p.lo and r.bucket < p.hi and ${wanted.condition} group by 1, 2
    ) s
    cross join lateral unnest((${uses.map(({ place }) => place)}::int[])[p.first_use:p.last_use], (${uses.map(({ sign }) => sign)}::int[])[p.first_use:p.last_use]) as u (place, sign)
    union all
    select ${first}::int + w.place::int - 1, 1, s.knowledge_base, s.source, s.turns, s.answered, s.unanswered, s.partial, s.sessions, s.timed, s.milliseconds, s.histogram
    from unnest(${windows.map(({ from }) => plainTime(from))}::timestamp[], ${windows.map(({ to }) => plainTime(to))}::timestamp[]) with ordinality as w (lo, hi, place)
    join (select ${sums}, r.bucket from ${waiting} r where ${wanted.condition} group by 1, 2, r.bucket offset 0) s on s.bucket >= w.lo and s.bucket < w.hi`;
}

function sumsOf({ by, histogram }: Wanted): Prisma.Sql {
  const split = (name: Split) => (by.includes(name) ? columns[name] : Prisma.sql`null::text`);
  return Prisma.sql`
    ${split('knowledge_base')} as knowledge_base, ${split('source')} as source, sum(r.turns)::bigint as turns, sum(r.answered)::bigint as answered,
    sum(r.unanswered)::bigint as unanswered, sum(r.partial)::bigint as partial, sum(r.sessions)::bigint as sessions, sum(r.timed)::bigint as timed,
    sum(r.milliseconds)::bigint as milliseconds, ${histogram ? Prisma.sql`sum(r.histogram)` : Prisma.sql`null::numeric`} as histogram`;
}

type Used = { grain: Grain; from: number; to: number; firstUse: number; lastUse: number };

/** Each span that covers a part of these windows once, and which windows it is added to or taken from: `firstUse` to `lastUse` of `uses`, from 1. */
function spansOf(windows: Window[], first: number): { spans: Used[]; uses: { place: number; sign: number }[] } {
  const all = piecesOf(windows.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }))).flatMap(
    ({ from, to, windows: places }) =>
      coverOf(from, to).flatMap((span) => places.map((place) => ({ place: first + place, ...span }))),
  );
  const uses: { place: number; sign: number }[] = [];
  const spans: Used[] = [];
  for (const same of Map.groupBy(all, ({ grain, from, to }) => `${grain} ${from} ${to}`).values()) {
    const [span] = same;
    if (span === undefined) continue;
    const { grain, from, to } = span;
    spans.push({ grain, from, to, firstUse: uses.length + 1, lastUse: uses.length + same.length });
    uses.push(...same);
  }
  return { spans, uses };
}

/** Whether rollups by base and source are read, or those over all of them, a dozen times fewer. */
export type Grains = 'split' | 'total';

export function grainsUnder({ knowledgeBases, sources }: FiguresFilter): Grains {
  return knowledgeBases.length === 0 && sources.length === 0 ? 'total' : 'split';
}

/** As `conversation_rollups.grain` names it. */
export function grainName(grain: Grain, grains: Grains): string {
  return grains === 'total' ? `total ${grain}` : grain;
}

const columns: Record<Split, Prisma.Sql> = {
  knowledge_base: Prisma.sql`r.knowledge_base`,
  source: Prisma.sql`r.source`,
};

/** What a filter means for rollups `r`: they know bases and sources, nothing else. */
export function figuresCondition({ knowledgeBases, sources }: FiguresFilter): Prisma.Sql {
  const parts: Prisma.Sql[] = [];
  if (knowledgeBases.length > 0) parts.push(Prisma.sql`r.knowledge_base = any (${knowledgeBases}::text[])`);
  if (sources.length > 0) parts.push(Prisma.sql`r.source = any (${sources}::text[])`);
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, ' and ');
}

function timestamp(at: number): string {
  return plainTime(new Date(at).toISOString());
}

/** An instant as Postgres reads it where no zone is told. */
export function plainTime(utc: string): string {
  return utc.replace('Z', '');
}

/** The mean response time in milliseconds of the turns that came with one. */
export function averageTime({ timed, milliseconds }: Pick<Figures, 'timed' | 'milliseconds'>): number | null {
  return timed === 0 ? null : milliseconds / timed;
}
