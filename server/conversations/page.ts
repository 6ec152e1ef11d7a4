import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { hasText, type ParsedQuery } from '#lib/conversations/query.ts';
import { type Turn, turnSchema } from '#lib/conversations/turn.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { besideCursor, orderOf, pageKeys, type Walk } from '#server/conversations/page-keys.ts';
import { listedTurn } from '#server/conversations/turn-columns.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { readWithin } from '#server/core/db/within.ts';
import { turnCondition } from '#server/measures/turn-condition.ts';

/**
 * Up to `limit` turns beside the cursor, newest first in either direction. `searchedTo` is set when a search for words was
 * ended by its time: everything between it and the cursor was looked at, nothing beyond.
 */
export type TurnPage = { rows: Turn[]; searchedTo: string | null };

type Options = {
  /** The columns of a turn, see turn-columns.ts. */
  columns?: Prisma.Sql;
  /** A further condition on turn `c`. */
  and?: Prisma.Sql;
  /** How long a search may take, in milliseconds. */
  budgetMs?: number;
};

const SEARCH_MILLISECONDS = 2_500;

/** Reads a page of the log. By an index in its order, unless words are looked for: then by the text index, window by window. */
export async function readTurns(
  db: Database,
  filter: TurnFilter,
  query: ParsedQuery,
  walk: Walk,
  { columns = listedTurn, and = Prisma.sql`true`, budgetMs = SEARCH_MILLISECONDS }: Options = {},
): Promise<TurnPage> {
  const read = { db, filter, query, walk, columns, and };
  if (hasText(query)) return searchTurns(read, budgetMs);
  const rows = await readPage(read, await pageKeys(db, filter, query, walk, and));
  return { rows: sorted(rows), searchedTo: null };
}

type Read = { db: Database; filter: TurnFilter; query: ParsedQuery; walk: Walk; columns: Prisma.Sql; and: Prisma.Sql };

async function readPage({ db, columns }: Read, keys: Prisma.Sql): Promise<Turn[]> {
  const rows = await db.$queryRaw`
    with page as materialized (${keys})
    select ${columns} from page p join conversations c on c.id = p.id and c.created_at = p.created_at
    join conversation_states s on s.id = p.id and s.created_at = p.created_at`;
  return z.array(turnSchema).parse(rows);
}

const HOUR = 3_600_000;
/** So many hours of a busy log are few enough to be read by the hour in the text index; a whole month by that is not. */
const FIRST_HOURS = [2, 6];

/**
 * A common word is found in the last hours, and a rare one is rare in a whole month too. So the first windows are hours, by
 * which the text index narrows a common word, and then months, which are partitions with a text index each.
 */
async function searchTurns(read: Read, budgetMs: number): Promise<TurnPage> {
  const ends = await readEnds(read);
  if (ends === null) return { rows: [], searchedTo: null };
  const started = performance.now();
  const found: Turn[] = [];
  for (const window of windowsOf(ends, read.walk)) {
    const left = budgetMs - (performance.now() - started);
    const work = (db: Database) => readWindow({ ...read, db }, window, read.walk.limit - found.length);
    const rows = Number.isFinite(budgetMs) ? await readWithin(left, work) : await work(read.db);
    if (rows === null) {
      const reached = read.walk.direction === 'older' ? window.hi : window.lo;
      return { rows: sorted(found), searchedTo: new Date(reached).toISOString() };
    }
    found.push(...rows);
    if (found.length >= read.walk.limit) break;
  }
  return { rows: sorted(found), searchedTo: null };
}

/** From `lo` on and before `hi`, whole hours in milliseconds. */
type Hours = { lo: number; hi: number };

function* windowsOf({ lo, hi }: Hours, { direction }: Walk): Generator<Hours> {
  let at = direction === 'older' ? hi : lo;
  for (let step = 0; at > lo || direction === 'newer'; step++) {
    const hours = FIRST_HOURS[step];
    if (direction === 'older') {
      const next = Math.max(lo, hours === undefined ? monthStart(at - HOUR) : at - hours * HOUR);
      yield { lo: next, hi: at };
      at = next;
    } else {
      if (at >= hi) return;
      const next = Math.min(hi, hours === undefined ? monthEnd(at) : at + hours * HOUR);
      yield { lo: at, hi: next };
      at = next;
    }
  }
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

/** The first and last whole hour there are turns in, within the filter's time and the cursor's side; null when none. */
async function readEnds({ db, filter: { from, to }, walk: { cursor, direction } }: Read): Promise<Hours | null> {
  const [{ lo, hi }] = endsSchema.parse(
    await db.$queryRaw`select extract(epoch from min(created_at))::text as lo, extract(epoch from max(created_at))::text as hi from conversations`,
  );
  if (lo === null || hi === null) return null;
  const at = cursor === null ? null : Date.parse(cursor.at);
  const behind = direction === 'newer' ? at : null;
  const ahead = direction === 'older' ? at : null;
  const least = Math.max(lo * 1000, from === null ? 0 : Date.parse(from), behind ?? 0);
  const most = Math.min(hi * 1000, to === null ? hi * 1000 : Date.parse(to), ahead ?? hi * 1000) + 1;
  return least >= most ? null : { lo: Math.floor(least / HOUR) * HOUR, hi: Math.ceil(most / HOUR) * HOUR };
}

async function readWindow(read: Read, { lo, hi }: Hours, limit: number): Promise<Turn[]> {
  const { filter, query, walk, and } = read;
  const hours = hi - lo <= Math.max(...FIRST_HOURS) * HOUR;
  const within = hours ? inHours(lo / HOUR, hi / HOUR) : Prisma.sql`true`;
  const bounds = Prisma.sql`c.created_at >= ${timestamp(lo)}::timestamp and c.created_at < ${timestamp(hi)}::timestamp`;
  // Materialized: with the limit in sight the planner would walk the time index and take each turn apart into words.
  return readPage(
    read,
    Prisma.sql`
    with hits as materialized (
      select c.id, c.created_at from conversations c
      where ${bounds} and ${within} and ${turnCondition(filter, query)} and ${and} and ${besideCursor(Prisma.sql`c`, walk)}
    )
    select h.id, h.created_at from hits h order by ${orderOf(Prisma.sql`h`, walk)} limit ${limit}`,
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
