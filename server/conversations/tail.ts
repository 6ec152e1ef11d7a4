import 'server-only';
import { z } from 'zod';
import { parseQuery } from '#lib/conversations/query.ts';
import { type Turn, turnSchema } from '#lib/conversations/turn.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { maskFound } from '#server/conversations/masking.ts';
import { listedColumns } from '#server/conversations/turn-columns.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { turnCondition } from '#server/measures/turn-condition.ts';

/** More than a person reads in a second: what is over it is counted, not sent. */
const MOST_ROWS = 300;

/** What committed since: newest first, how many there were, and the mark to ask with next. */
export type Tail = { rows: Turn[]; count: number; mark: string };

/** A snapshot as Postgres writes it: what was committed, so that neither a late commit is missed nor a turn told twice. */
const markSchema = z.string().regex(/^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20}){0,9999})?$/);

/** Whether this is a mark of `findNewTurns`. */
export function isMark(text: string | null): text is string {
  return markSchema.safeParse(text).success;
}

/** Where the log stands now: a tail begins with it, in the same breath as the page it follows. */
export async function getMark(actor: Actor): Promise<string> {
  requirePermission(actor, 'conversations.read');
  const rows = await prisma().$queryRaw`select pg_current_snapshot()::text as mark`;
  return z.tuple([z.object({ mark: markSchema })]).parse(rows)[0].mark;
}

/**
 * The turns of the filter that committed after `mark` was taken, whatever their own time. One statement reads them and the
 * next mark, so that the two speak of the same instant.
 */
export async function findNewTurns(actor: Actor, filter: TurnFilter, mark: string): Promise<Tail> {
  requirePermission(actor, 'conversations.read');
  const query = parseQuery(filter.query);
  const read = await prisma().$queryRaw`
    with found as materialized (
      select c.id, c.created_at from conversations c
      where c.xid >= pg_snapshot_xmin(${mark}::pg_snapshot) and not pg_visible_in_snapshot(c.xid, ${mark}::pg_snapshot)
        and ${turnCondition(filter, query)}
    ), newest as materialized (
      select id, created_at from found order by created_at desc, id desc limit ${MOST_ROWS}
    ), fresh as (
      select ${listedColumns(query)}, c.created_at as "createdAt", c.id as place from newest n join conversations c on c.id = n.id and c.created_at = n.created_at
      join conversation_states s on s.id = n.id and s.created_at = n.created_at
    )
    select pg_current_snapshot()::text as mark, (select count(*)::int from found) as count,
           coalesce((select json_agg(to_json(f)) from (select * from fresh order by "createdAt" desc, place desc) f), '[]') as rows`;
  const [tail] = tailSchema.parse(read);
  const rows = await maskFound(actor, tail.rows, query);
  return { ...tail, rows, count: tail.count - tail.rows.length + rows.length };
}

const tailSchema = z.tuple([z.object({ mark: markSchema, count: z.int(), rows: z.array(turnSchema) })]);
