import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type ParsedQuery, readsText } from '#lib/conversations/query.ts';
import { type Cursor, type Turn, turnSchema } from '#lib/conversations/turn.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { besideCursor, isByState, keysByState, orderOf, pageKeys, type Walk } from '#server/conversations/page-keys.ts';
import { listedColumns, wholeTurn, withStates } from '#server/conversations/turn-columns.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { readWithin } from '#server/core/db/within.ts';
import { knowMaskRules, naive, searchCondition } from '#server/measures/turn-condition.ts';

/**
 * Up to `limit` turns beside the cursor, newest first in either direction. `searchedTo` is set when a search, for words or for
 * what no index holds, was ended by its time: everything between it and the cursor was looked at, nothing beyond. As a cursor it goes on from there.
 */
export type TurnPage = { rows: Turn[]; searchedTo: Cursor | null };

type Options = {
  /** The columns of a turn, see turn-columns.ts. */
  columns?: Prisma.Sql;
  /** A further condition on turn `c`. */
  and?: Prisma.Sql;
  /** How long a search may take, in milliseconds. Without an end to it, each of its statements has that of any other. */
  budgetMs?: number;
  /** After how long a search for words among turns of a state tries the turns of that state instead. */
  patienceMs?: number;
};

/** How long a search for words may take, unless its caller says otherwise. */
export const SEARCH_MILLISECONDS = 2_500;

/** Words are asked of the text index first: for so long, then of the turns of a rare state, newest first, for at most so long. */
const PATIENCE_MILLISECONDS = 150;
const BY_STATE_MILLISECONDS = 400;

/** So long an index in the order of the page is read for turns that it does not know apart; of a source, whose times are known, for longer. */
const UNTOLD_MILLISECONDS = 250;
const SOURCE_MILLISECONDS = 1_500;

/**
 * Reads a page of the log. By an index in its order, unless words are looked for or left out: then window by window, by the text
 * index. So are turns that no index knows apart from others where a page of them is not found soon.
 */
export async function readTurns(
  db: Database,
  filter: TurnFilter,
  query: ParsedQuery,
  walk: Walk,
  {
    columns = listedColumns(query),
    and = Prisma.sql`true`,
    budgetMs = SEARCH_MILLISECONDS,
    patienceMs = PATIENCE_MILLISECONDS,
  }: Options = {},
): Promise<TurnPage> {
  const byText = readsText(query);
  await knowMaskRules(query);
  const read = { db, filter, query, walk, columns, and, byText };
  if (byText) return searchTurns(read, budgetMs, filter.states.length === 0 ? budgetMs : patienceMs);
  const keys = await pageKeys(db, filter, query, walk, and);
  if (!isUntold(filter)) return { rows: sorted(await readPage(read, keys)), searchedTo: null };
  const started = performance.now();
  const within = Math.min(budgetMs, filter.sources.length > 0 ? SOURCE_MILLISECONDS : UNTOLD_MILLISECONDS);
  const rows = await readWithin(within, (tx) => readPage({ ...read, db: tx }, keys));
  if (rows !== null) return { rows: sorted(rows), searchedTo: null };
  const left = budgetMs - (performance.now() - started);
  return searchTurns(read, left, left);
}

/** Whether turns are wanted that no index tells from others, so that the next may be any number of turns away. */
function isUntold({ slowerThan, fasterThan, slot, sources, session, client }: TurnFilter): boolean {
  if (session !== null || client !== null) return false;
  return sources.length > 0 || [slowerThan, fasterThan, slot].some((value) => value !== null);
}

/** One turn whole; null when it is gone. */
export async function readTurn(db: Database, { id, at }: Cursor): Promise<Turn | null> {
  const key = Prisma.sql`select ${id}::bigint as id, ${naive(at)}::timestamp as created_at`;
  const [turn = null] = await readPage({ db, columns: wholeTurn }, key);
  return turn;
}

type Read = {
  db: Database;
  filter: TurnFilter;
  query: ParsedQuery;
  walk: Walk;
  columns: Prisma.Sql;
  and: Prisma.Sql;
  /** Whether the text index has a part in it. */
  byText: boolean;
};

/** The turns of these keys, each of them: whether there are more is told by how many came. */
async function readPage({ db, columns }: Pick<Read, 'db' | 'columns'>, keys: Prisma.Sql): Promise<Turn[]> {
  const rows = await db.$queryRaw`
    with page as materialized (${keys})
    select ${columns} from page p join conversations c on c.id = p.id and c.created_at = p.created_at ${withStates}`;
  return z.array(turnSchema).parse(rows);
}

const HOUR = 3_600_000;
/** So many hours of a busy log are few enough to be read by the hour in the text index; a whole month by that is not. */
const FIRST_HOURS = [2, 6];
const MOST_HOURS = 48;
/** From so many hours on, the rest of the month costs the text index less in one piece: what is found so seldom is rare there too. */
const RARE_HOURS = 240;

/**
 * A common word is found in the last hours, and a rare one is rare in a whole month too. So the first windows are hours, by
 * which the text index narrows a common word; as many follow as what was found so far lets expect, and where that is too
 * many, months, which are partitions with a text index each. A common word among the turns of a rare state is neither: the
 * text index finds far too many, and the state few enough to take apart one by one.
 */
async function searchTurns(read: Read, budgetMs: number, patienceMs: number): Promise<TurnPage> {
  const ends = await readEnds(read);
  if (ends === null) return { rows: [], searchedTo: null };
  const started = performance.now();
  const found: Turn[] = [];
  const isOlder = read.walk.direction === 'older';
  let { lo, hi } = ends;
  let patience = Math.min(patienceMs, budgetMs);
  for (let hours = 0; lo < hi && found.length < read.walk.limit; ) {
    const next = hoursFor(hours, found.length, read.walk.limit) ?? (read.byText ? null : MOST_HOURS);
    const window = windowOf({ lo, hi }, isOlder, next);
    const left = patience - (performance.now() - started);
    const work = (db: Database) => readWindow({ ...read, db }, window, read.walk.limit - found.length);
    const rows = Number.isFinite(budgetMs) ? await readWithin(left, work) : await work(read.db);
    if (rows === null && patience < budgetMs) {
      patience = budgetMs;
      const page = await readByState(read, budgetMs - (performance.now() - started));
      if (page !== null) return { rows: sorted(page), searchedTo: null };
      continue;
    }
    if (rows === null) {
      const reached = isOlder ? Math.min(window.hi, ends.most) : Math.max(window.lo, ends.least);
      return { rows: sorted(found), searchedTo: placeAt(reached, read.walk) };
    }
    found.push(...rows);
    hours += (window.hi - window.lo) / HOUR;
    if (isOlder) hi = window.lo;
    else lo = window.hi;
  }
  return { rows: sorted(found), searchedTo: null };
}

/** The whole page from the turns of a rare state, newest first; null where that takes too long or the state is not the rarer. */
async function readByState(read: Read, leftMs: number): Promise<Turn[] | null> {
  const { db, filter, query, walk, and } = read;
  if (!(await isByState(db, filter))) return null;
  const keys = keysByState(filter, query, walk, and);
  return readWithin(Math.min(BY_STATE_MILLISECONDS, leftMs), (tx) => readPage({ ...read, db: tx }, keys));
}

/** Where a search stands that has reached this instant: windows are whole hours, so that the first begins behind the cursor. */
function placeAt(reached: number, { cursor, direction }: Walk): Cursor {
  const at = cursor === null ? null : Date.parse(cursor.at);
  if (cursor !== null && at !== null && (direction === 'older' ? at <= reached : at >= reached))
    return { at: cursor.at, id: cursor.id };
  // Before all turns of that instant, which none with this id is.
  return { at: new Date(reached).toISOString().replace('Z', '000Z'), id: '0' };
}

/** How many hours to look at next, after so many with so many finds; null for the rest of the month. */
function hoursFor(looked: number, found: number, limit: number): number | null {
  const [first = 1, second = 1] = FIRST_HOURS;
  if (looked === 0) return first;
  if (found === 0) return looked < first + second ? second : null;
  // Half as many again, since they are not found evenly.
  const expected = Math.ceil((1.5 * (limit - found) * looked) / found);
  return expected > RARE_HOURS ? null : Math.min(Math.max(expected, 1), MOST_HOURS);
}

/** From `lo` on and before `hi`, whole hours in milliseconds. */
type Hours = { lo: number; hi: number };
type SearchWindow = Hours & { byHour: boolean };

function windowOf({ lo, hi }: Hours, isOlder: boolean, hours: number | null): SearchWindow {
  const byHour = hours !== null;
  if (isOlder) return { lo: Math.max(lo, byHour ? hi - hours * HOUR : monthStart(hi - HOUR)), hi, byHour };
  return { lo, hi: Math.min(hi, byHour ? lo + hours * HOUR : monthEnd(lo)), byHour };
}

function monthStart(instant: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

function monthEnd(instant: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

const endsSchema = z.tuple([z.object({ lo: z.coerce.number().nullable(), hi: z.coerce.number().nullable() })]);

/** What is to be searched: from `least` on and before `most`, in milliseconds. */
type Ends = Hours & { least: number; most: number };

/** The first and last whole hour there are turns in, within the filter's time and the cursor's side; null when none. */
async function readEnds({ db, filter: { from, to }, walk: { cursor, direction } }: Read): Promise<Ends | null> {
  const [{ lo, hi }] = endsSchema.parse(
    await db.$queryRaw`select extract(epoch from min(created_at))::text as lo, extract(epoch from max(created_at))::text as hi from conversations`,
  );
  if (lo === null || hi === null) return null;
  const at = cursor === null ? null : Date.parse(cursor.at);
  const behind = direction === 'newer' ? at : null;
  const ahead = direction === 'older' ? at : null;
  const least = Math.max(lo * 1000, from === null ? 0 : Date.parse(from), behind ?? 0);
  const most = Math.min(hi * 1000, to === null ? hi * 1000 : Date.parse(to), ahead ?? hi * 1000) + 1;
  if (least >= most) return null;
  return { lo: Math.floor(least / HOUR) * HOUR, hi: Math.ceil(most / HOUR) * HOUR, least, most };
}

async function readWindow(read: Read, { lo, hi, byHour }: SearchWindow, limit: number): Promise<Turn[]> {
  const { filter, query, walk, and, byText } = read;
  const within = byHour && byText ? inHours(lo / HOUR, hi / HOUR) : Prisma.sql`true`;
  const bounds = Prisma.sql`c.created_at >= ${timestamp(lo)}::timestamp and c.created_at < ${timestamp(hi)}::timestamp`;
  const { found, kept } = searchCondition(filter, query);
  // Materialized: with the limit in sight the planner would walk the time index and take each turn apart into words. What is
  // dear to ask is asked in the order of the page, until it is full.
  return readPage(
    read,
    Prisma.sql`
    with hits as materialized (
      select c.id, c.created_at from conversations c
      where ${bounds} and ${within} and ${found} and ${and} and ${besideCursor(Prisma.sql`c`, walk)}
    )
    select h.id, h.created_at from (select h.id, h.created_at from hits h order by ${orderOf(Prisma.sql`h`, walk)} offset 0) h
    where (select true from conversations c where c.id = h.id and c.created_at = h.created_at and ${kept})
    order by ${orderOf(Prisma.sql`h`, walk)} limit ${limit}`,
  );
}

/** Hour by hour: of a range, the text index would read all hours on either side of each end. */
function inHours(from: number, to: number): Prisma.Sql {
  const each = Array.from({ length: to - from }, (_, n) => Prisma.sql`search.hour_of(c.created_at) = ${from + n}::int`);
  return Prisma.sql`(${Prisma.join(each, ' or ')})`;
}

function timestamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '');
}

function sorted(rows: Turn[]): Turn[] {
  return rows.toSorted((one, other) => {
    if (one.at !== other.at) return one.at < other.at ? 1 : -1;
    return BigInt(one.id) < BigInt(other.id) ? 1 : -1;
  });
}
