import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import type { ParsedQuery } from '#lib/conversations/query.ts';
import type { Cursor } from '#lib/conversations/turn.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { naive, timePart, turnCondition } from '#server/measures/turn-condition.ts';

/** Which side of the cursor is read: `older` down the page, `newer` up it. Without a cursor, the newest. */
export type Walk = { cursor: Cursor | null; direction: 'older' | 'newer'; limit: number };

/**
 * The keys of a page as a query, found by an index that has the page's order: of the turns, or, where a state is wanted that
 * is rarer than what else is wanted, of the states; of rare sources in the quarters of an hour that have turns of them. `and` is a further
 * condition on turn `c`.
 */
export async function pageKeys(
  db: Database,
  filter: TurnFilter,
  query: ParsedQuery,
  walk: Walk,
  and: Prisma.Sql,
): Promise<Prisma.Sql> {
  if (await isByState(db, filter)) return keysByState(filter, query, walk, and);
  return (await isBySource(db, filter)) ? keysBySource(filter, query, walk, and) : keysByTime(filter, query, walk, and);
}

function keysByTime(filter: TurnFilter, query: ParsedQuery, walk: Walk, and: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select c.id, c.created_at from conversations c where ${turnCondition(filter, query)} and ${and} and ${besideCursor(Prisma.sql`c`, walk)}
    order by ${orderOf(Prisma.sql`c`, walk)} limit ${walk.limit}`;
}

/** State by state, each in the order of the index, then merged. What else is wanted is asked of each turn by its key. */
export function keysByState(filter: TurnFilter, query: ParsedQuery, walk: Walk, and: Prisma.Sql): Prisma.Sql {
  const rest = turnCondition({ ...filter, from: null, to: null, states: [] }, query);
  const order = orderOf(Prisma.sql`s`, walk);
  return Prisma.sql`
    select s.id, s.created_at from unnest(${filter.states}::turn_state[]) as w (state) cross join lateral (
      select s.id, s.created_at from conversation_states s
      where s.state = w.state and ${timePart(Prisma.sql`s`, filter)} and ${besideCursor(Prisma.sql`s`, walk)}
        and (select true from conversations c where c.id = s.id and c.created_at = s.created_at and ${rest} and ${and})
      order by ${order} limit ${walk.limit}
    ) s order by ${order} limit ${walk.limit}`;
}

/** Quarter of an hour by quarter, in the order of the page: no index holds the source, and between two of them may lie months of a busy log. */
function keysBySource(filter: TurnFilter, query: ParsedQuery, walk: Walk, and: Prisma.Sql): Prisma.Sql {
  const quarters = (table: Prisma.Sql) => Prisma.sql`
    select bucket from ${table} where source = any (${filter.sources}::text[]) and turns > 0`;
  const isOlder = walk.direction === 'older';
  const along = isOlder ? Prisma.sql`q.bucket desc` : Prisma.sql`q.bucket`;
  return Prisma.sql`
    select t.id, t.created_at from (
      select bucket from (
        ${quarters(Prisma.sql`conversation_rollups`)} and grain = 'quarter' union all ${quarters(Prisma.sql`conversation_rollup_deltas`)}
      ) q group by bucket order by ${along}
    ) q cross join lateral (
      select c.id, c.created_at from conversations c
      where c.created_at >= q.bucket and c.created_at < q.bucket + interval '15 minutes' and ${turnCondition(filter, query)} and ${and} and ${besideCursor(Prisma.sql`c`, walk)}
      order by ${orderOf(Prisma.sql`c`, walk)} limit ${walk.limit}
    ) t order by ${along}, ${orderOf(Prisma.sql`t`, walk)} limit ${walk.limit}`;
}

/** A source with a smaller part of all turns is rare: a page of others is sooner found than its quarters are looked up. */
const RARE_PART = 1 / 50;
const partSchema = z.tuple([z.object({ isRare: z.boolean() })]);

async function isBySource(db: Database, { sources, session, client }: TurnFilter): Promise<boolean> {
  if (sources.length === 0 || session !== null || client !== null) return false;
  const rows = await db.$queryRaw`
    select coalesce(sum(turns) filter (where source = any (${sources}::text[])), 0) < ${RARE_PART}::float8 * coalesce(sum(turns), 0) as "isRare"
    from conversation_rollups where grain = 'day'`;
  return partSchema.parse(rows)[0].isRare;
}

const countsSchema = z.tuple([z.object({ byState: z.coerce.number(), byRest: z.coerce.number() })]);

/** Whether fewer turns have the wanted states than the wanted bases and sources, by the daily figures. Of one session or client there are few. */
export async function isByState(db: Database, filter: TurnFilter): Promise<boolean> {
  const { states, knowledgeBases, sources, session, client } = filter;
  if (states.length === 0 || session !== null || client !== null) return false;
  const isAsked = (state: string) => states.some((one) => one === state);
  const [{ byState, byRest }] = countsSchema.parse(
    await db.$queryRaw`
      select coalesce(sum((case when ${isAsked('answered')} then answered else 0 end) + (case when ${isAsked('unanswered')} then unanswered else 0 end)
               + (case when ${isAsked('partial')} then partial else 0 end) + (case when ${isAsked('unknown')} then turns - answered - unanswered - partial else 0 end)), 0)::text as "byState",
             coalesce(sum(turns) filter (where (${knowledgeBases.length} = 0 or knowledge_base = any (${knowledgeBases}::text[])) and (${sources.length} = 0 or source = any (${sources}::text[]))), 0)::text as "byRest"
      from conversation_rollups where grain = 'day'`,
  );
  return byState <= byRest;
}

/** The cursor's side of the table under this name. */
export function besideCursor(table: Prisma.Sql, { cursor, direction }: Walk): Prisma.Sql {
  if (cursor === null) return Prisma.sql`true`;
  const place = Prisma.sql`(${naive(cursor.at)}::timestamp, ${cursor.id}::bigint)`;
  return direction === 'older'
    ? Prisma.sql`(${table}.created_at, ${table}.id) < ${place}`
    : Prisma.sql`(${table}.created_at, ${table}.id) > ${place}`;
}

export function orderOf(table: Prisma.Sql, { direction }: Walk): Prisma.Sql {
  return direction === 'older'
    ? Prisma.sql`${table}.created_at desc, ${table}.id desc`
    : Prisma.sql`${table}.created_at, ${table}.id`;
}
