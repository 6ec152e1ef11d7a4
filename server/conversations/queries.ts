import 'server-only';
import { z } from 'zod';
import type { LogParams } from '#lib/conversations/params.ts';
import { placesBeside } from '#lib/conversations/places.ts';
import { type ParsedQuery, parseQuery } from '#lib/conversations/query.ts';
import { rowOf, type TailAnswer, type TurnRow } from '#lib/conversations/row.ts';
import type { Cursor, Turn } from '#lib/conversations/turn.ts';
import { holdsUnspaced } from '#lib/conversations/unspaced.ts';
import { countOf } from '#lib/count.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { resolveWindow } from '#lib/measures/windows.ts';
import { maskFound } from '#server/conversations/masking.ts';
import { readTurns, SEARCH_MILLISECONDS } from '#server/conversations/page.ts';
import { findNewTurns, getMark } from '#server/conversations/tail.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';

export const PAGE_SIZE = 50;
/** Where much of what was found may not be shown, each round reads twice as many, up to so many. */
const MOST_AT_ONCE = 400;

export type LogPage = {
  rows: TurnRow[];
  /** Where the next page begins; null at the end of the log. */
  older: Cursor | null;
  newer: Cursor | null;
  /** Set when a search ran out of time: what is beyond `at` in this direction was not looked at, and begins the next page. */
  searchedTo: { at: string; direction: 'older' | 'newer' } | null;
  problems: string[];
  /** Where a live tail goes on from. */
  mark: string;
  tookMs: number;
};

/** One page of the log. The mark is taken first, so that what commits meanwhile comes by the tail, and once. */
export async function findTurns(actor: Actor, { filter, walk }: Pick<LogParams, 'filter' | 'walk'>): Promise<LogPage> {
  requirePermission(actor, 'conversations.read');
  const start = performance.now();
  const query = parseQuery(filter.query);
  const mark = await getMark(actor);
  const read = await readShown(actor, filter, query, walk);
  const isMore = read.rows.length > PAGE_SIZE;
  const kept = walk.direction === 'older' ? read.rows.slice(0, PAGE_SIZE) : read.rows.slice(-PAGE_SIZE);
  // Of a page that is full it is not told where the reading behind it ended: the next begins before that.
  const searchedTo = isMore ? null : read.searchedTo;
  return {
    rows: kept.map((turn) => rowOf(turn, query)),
    ...placesBeside(walk, kept, isMore, searchedTo),
    searchedTo: searchedTo && { at: searchedTo.at, direction: walk.direction },
    problems: [...query.problems, ...(await staleNote(query))],
    mark,
    tookMs: Math.round((performance.now() - start) * 10) / 10,
  };
}

/** More than a page of what may be shown: where some of what was found may not, it reads on, within the time of one search. */
async function readShown(actor: Actor, filter: TurnFilter, query: ParsedQuery, walk: LogParams['walk']) {
  const started = performance.now();
  const rows: Turn[] = [];
  let { cursor } = walk;
  for (let limit = PAGE_SIZE + 1; ; limit = Math.min(2 * limit, MOST_AT_ONCE)) {
    const budgetMs = SEARCH_MILLISECONDS - (performance.now() - started);
    const beside = { cursor, direction: walk.direction, limit };
    const read = await readTurns(prisma(), filter, query, beside, { budgetMs });
    const shown = await maskFound(actor, read.rows, query);
    if (walk.direction === 'older') rows.push(...shown);
    else rows.unshift(...shown);
    const isEnd = read.rows.length < limit || read.searchedTo !== null;
    if (isEnd || rows.length > PAGE_SIZE) return { rows, searchedTo: read.searchedTo };
    cursor = (walk.direction === 'older' ? read.rows.at(-1) : read.rows[0]) ?? null;
  }
}

const staleSchema = z.tuple([z.object({ months: z.int() })]);

/** Says what a search misses while the text index of older turns does not know words that are written without spaces (migration 0050). */
async function staleNote({ words, phrases, prefixes, excluded }: ParsedQuery): Promise<string[]> {
  const looked = [...words, ...phrases, ...prefixes, ...excluded].find(holdsUnspaced);
  if (looked === undefined) return [];
  const [{ months }] = staleSchema.parse(
    await prisma().$queryRaw`select count(*)::int as months from search.stale_months`,
  );
  if (months === 0) return [];
  return [
    `“${looked}” may not be found in older turns yet: ${countOf(months, 'month is', 'months are')} still being indexed for it.`,
  ];
}

/** What of the filter committed since `mark`, as rows of the log. */
export async function findTail(actor: Actor, filter: TurnFilter, mark: string): Promise<TailAnswer> {
  const query = parseQuery(filter.query);
  const tail = await findNewTurns(actor, filter, mark);
  return { ...tail, rows: tail.rows.map((turn) => rowOf(turn, query)) };
}

/** The filter with the time of the window, read in `zone` at `now`. Instants of the address stand as they are. */
export function inWindow({ window, filter }: LogParams, zone: string, now: Date): TurnFilter {
  if (window === null) return filter;
  const { fromUtc, toUtc } = resolveWindow(zone, window, now);
  return { ...filter, from: fromUtc, to: toUtc };
}

const CHOICES_SECONDS = 60;
const choicesShape = z.object({ knowledgeBases: z.array(z.string()), sources: z.array(z.string()) });

/** The knowledge bases and sources there are, commonest first: what the filters offer. A minute old at most. */
export async function findChoices(actor: Actor): Promise<z.infer<typeof choicesShape>> {
  requirePermission(actor, 'conversations.read');
  return cache().remember(
    'conversations.choices',
    { tags: [], ttlSeconds: CHOICES_SECONDS, shape: choicesShape },
    async () => {
      const rows = await prisma().$queryRaw`
      with counted as (
        select knowledge_base, source, sum(turns) as turns from (
          select knowledge_base, source, turns from conversation_rollups where grain = 'day'
          union all select knowledge_base, source, turns from conversation_rollup_deltas
        ) f group by 1, 2
      )
      select coalesce((select json_agg(knowledge_base order by turns desc, knowledge_base) from (select knowledge_base, sum(turns) as turns from counted group by 1 having sum(turns) > 0 order by 2 desc limit 50) k), '[]') as "knowledgeBases",
             coalesce((select json_agg(source order by turns desc, source) from (select source, sum(turns) as turns from counted group by 1 having sum(turns) > 0 order by 2 desc limit 50) s), '[]') as sources`;
      return z.tuple([choicesShape]).parse(rows)[0];
    },
  );
}
