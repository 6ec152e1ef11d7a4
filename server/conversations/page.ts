import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { hasText, type ParsedQuery } from '#lib/conversations/query.ts';
import { type Cursor, type Turn, turnSchema } from '#lib/conversations/turn.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { listedTurn, turns } from '#server/conversations/turn-columns.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { naive, turnCondition } from '#server/measures/turn-condition.ts';

/** Which side of the cursor is read: `older` down the page, `newer` up it. Without a cursor, the newest. */
export type Walk = { cursor: Cursor | null; direction: 'older' | 'newer'; limit: number };

/**
 * Up to `limit` turns beside the cursor, newest first in either direction. `searchedTo` is set when a search for words was
 * ended by its time: everything between it and the cursor was looked at, nothing beyond.
 */
export type TurnPage = { rows: Turn[]; searchedTo: string | null };

/** Reads a page of the log. By the time index, unless words are looked for: then by the text index, window by window. */
export function readTurns(db: Database, filter: TurnFilter, query: ParsedQuery, walk: Walk): Promise<TurnPage> {
  return hasText(query) ? searchTurns(db, filter, query, walk) : walkTurns(db, filter, query, walk);
}

async function walkTurns(db: Database, filter: TurnFilter, query: ParsedQuery, walk: Walk): Promise<TurnPage> {
  const rows = await db.$queryRaw`
    select ${listedTurn} from ${turns} where ${turnCondition(filter, query)} and ${besideCursor(walk)} order by ${orderOf(walk)} limit ${walk.limit}`;
  return { rows: newestFirst(rows, walk), searchedTo: null };
}

const HOUR = 3_600_000;
const FIRST_WINDOW = 2 * HOUR;
const GROWTH = 4;
const SEARCH_MILLISECONDS = 2_500;

/**
 * A common word is found in the first hours, a rare one by reading all of what little there is: windows grow fourfold from
 * two hours until the page is full. The hour in the text index keeps the first ones small.
 */
async function searchTurns(db: Database, filter: TurnFilter, query: ParsedQuery, walk: Walk): Promise<TurnPage> {
  const ends = await readEnds(db, filter, walk);
  if (ends === null) return { rows: [], searchedTo: null };
  const started = performance.now();
  const found: Turn[] = [];
  const isOlder = walk.direction === 'older';
  let length = FIRST_WINDOW;
  let from = isOlder ? ends.to : ends.from;
  for (;;) {
    const to = isOlder ? Math.max(ends.from, from - length) : Math.min(ends.to, from + length);
    const window = isOlder ? { lo: to, hi: from } : { lo: from, hi: to };
    const rows = await readWindow(db, { filter, query, walk, window, limit: walk.limit - found.length });
    found.push(...rows);
    const isLast = to === (isOlder ? ends.from : ends.to);
    if (isLast || found.length >= walk.limit) break;
    if (performance.now() - started > SEARCH_MILLISECONDS) {
      return { rows: sorted(found), searchedTo: new Date(to).toISOString() };
    }
    from = to;
    length *= GROWTH;
  }
  return { rows: sorted(found), searchedTo: null };
}

type Ends = { from: number; to: number };
const endsSchema = z.tuple([z.object({ lo: z.coerce.number().nullable(), hi: z.coerce.number().nullable() })]);

/** The first and last whole hour there are turns in, within the filter's time and the cursor's side; null when none. */
async function readEnds(db: Database, { from, to }: TurnFilter, { cursor, direction }: Walk): Promise<Ends | null> {
  const [{ lo, hi }] = endsSchema.parse(
    await db.$queryRaw`select extract(epoch from min(created_at))::text as lo, extract(epoch from max(created_at))::text as hi from conversations`,
  );
  if (lo === null || hi === null) return null;
  const at = cursor === null ? null : Date.parse(cursor.at);
  const least = Math.max(
    lo * 1000,
    from === null ? 0 : Date.parse(from),
    direction === 'newer' && at !== null ? at : 0,
  );
  const most = Math.min(
    hi * 1000 + 1,
    to === null ? Number.POSITIVE_INFINITY : Date.parse(to),
    direction === 'older' && at !== null ? at + 1 : Number.POSITIVE_INFINITY,
  );
  return least >= most ? null : { from: Math.floor(least / HOUR) * HOUR, to: Math.ceil(most / HOUR) * HOUR };
}

type WindowRead = {
  filter: TurnFilter;
  query: ParsedQuery;
  walk: Walk;
  window: { lo: number; hi: number };
  limit: number;
};

const HOURS_IN_INDEX = 200;

async function readWindow(db: Database, { filter, query, walk, window, limit }: WindowRead): Promise<Turn[]> {
  const hours = [window.lo / HOUR, window.hi / HOUR - 1] as const;
  const within =
    hours[1] - hours[0] < HOURS_IN_INDEX
      ? Prisma.sql`search.hour_of(c.created_at) between ${hours[0]}::int and ${hours[1]}::int`
      : Prisma.sql`true`;
  const lo = new Date(window.lo).toISOString().replace('Z', '');
  const hi = new Date(window.hi).toISOString().replace('Z', '');
  // Materialized: with the limit in sight the planner would walk the time index and take each turn apart into words.
  const rows = await db.$queryRaw`
    with hits as materialized (
      select c.id, c.created_at from ${turns}
      where ${turnCondition(filter, query)} and ${within} and c.created_at >= ${lo}::timestamp and c.created_at < ${hi}::timestamp and ${besideCursor(walk)}
    ), page as (
      select c.id, c.created_at from hits c order by ${orderOf(walk)} limit ${limit}
    )
    select ${listedTurn} from page p join conversations c on c.id = p.id and c.created_at = p.created_at
    join conversation_states s on s.id = c.id and s.created_at = c.created_at order by ${orderOf(walk)}`;
  return z.array(turnSchema).parse(rows);
}

function besideCursor({ cursor, direction }: Walk): Prisma.Sql {
  if (cursor === null) return Prisma.sql`true`;
  const place = Prisma.sql`(${naive(cursor.at)}::timestamp, ${cursor.id}::bigint)`;
  return direction === 'older'
    ? Prisma.sql`(c.created_at, c.id) < ${place} and s.created_at <= ${naive(cursor.at)}::timestamp`
    : Prisma.sql`(c.created_at, c.id) > ${place} and s.created_at >= ${naive(cursor.at)}::timestamp`;
}

function orderOf({ direction }: Walk): Prisma.Sql {
  return direction === 'older' ? Prisma.sql`c.created_at desc, c.id desc` : Prisma.sql`c.created_at, c.id`;
}

function newestFirst(rows: unknown, { direction }: Walk): Turn[] {
  const read = z.array(turnSchema).parse(rows);
  return direction === 'older' ? read : read.reverse();
}

function sorted(rows: Turn[]): Turn[] {
  return rows.toSorted((one, other) => {
    if (one.at !== other.at) return one.at < other.at ? 1 : -1;
    return BigInt(one.id) < BigInt(other.id) ? 1 : -1;
  });
}
