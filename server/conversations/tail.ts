import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { parseQuery, readsText } from '#lib/conversations/query.ts';
import { MOST_NEW } from '#lib/conversations/tail.ts';
import { type Cursor, type Turn, turnSchema } from '#lib/conversations/turn.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { maskFound } from '#server/conversations/masking.ts';
import { listedColumns, withStates } from '#server/conversations/turn-columns.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { knowMaskRules, naive, turnCondition } from '#server/measures/turn-condition.ts';

/** More than a person reads in a second: what is over it is counted, not sent. */
const MOST_ROWS = 300;
/** Of so many, the last committed, verdicts are told at once: the evaluator comes every two seconds, and no page shows more. */
const MOST_JUDGED = 1_000;

/**
 * What there is to tell since: `rows` newest first and `count`, how many there were; `judged`, what the evaluator has made of
 * turns meanwhile, whatever state is wanted; and the mark to ask with next. `isPast`: too much came to be told, and the page is to be made
 * anew.
 */
export type Tail = {
  rows: Turn[];
  count: number;
  judged: z.infer<typeof judgedSchema>;
  mark: string;
  isPast: boolean;
};

/**
 * Two snapshots as Postgres writes them: what was committed and what the evaluator was done with, so that neither a late commit
 * is missed nor a turn told twice.
 */
const snapshot = String.raw`\d{1,20}:\d{1,20}:(?:\d{1,20}(?:,\d{1,20}){0,9999})?`;
const markSchema = z.string().regex(new RegExp(`^${snapshot}/${snapshot}$`));

/** Whether this is a mark of `findNewTurns`. */
export function isMark(text: string | null): text is string {
  return markSchema.safeParse(text).success;
}

const now = Prisma.sql`select pg_current_snapshot() as committed, done::pg_snapshot as judged from conversation_evaluator`;

/** Where the log stands now: a tail begins with it, in the same breath as the page it follows. */
export async function getMark(actor: Actor): Promise<string> {
  requirePermission(actor, 'conversations.read');
  const rows = await prisma().$queryRaw`select n.committed || '/' || n.judged as mark from (${now}) n`;
  return z.tuple([z.object({ mark: markSchema })]).parse(rows)[0].mark;
}

/**
 * The turns of the filter that committed after `mark` was taken, whatever their own time. Where states are wanted, those that
 * were judged since: before that a turn may bear a state that it leaves a second later. One statement reads them and the next
 * mark, so that the two speak of the same instant. Of a search no verdicts are told beside the rows: which turns a text stands in is
 * not told of what is masked in them (decision 031).
 */
export async function findNewTurns(actor: Actor, filter: TurnFilter, mark: string): Promise<Tail> {
  requirePermission(actor, 'conversations.read');
  const query = parseQuery(filter.query);
  await knowMaskRules(query);
  const [committed = '', judged = ''] = mark.split('/');
  const isNew = filter.states.length > 0 ? isJudgedSince(judged) : isUnseenBy(committed);
  const read = await prisma().$queryRaw`
    with now as materialized (${now}),
    since as materialized (
      select c.id, c.created_at from conversations c where ${isNew} limit ${MOST_NEW + 1}
    ), found as materialized (
      select c.id, c.created_at from since n join conversations c on c.id = n.id and c.created_at = n.created_at
      where (select count(*) from since) <= ${MOST_NEW} and ${turnCondition(filter, query)}
    ), newest as materialized (
      select id, created_at from found order by created_at desc, id desc limit ${MOST_ROWS}
    ), fresh as (
      select ${listedColumns(query)}, c.created_at as "createdAt", c.id as place from newest n join conversations c on c.id = n.id and c.created_at = n.created_at ${withStates}
    ), judged as (
      select c.id, c.created_at from conversations c where not ${readsText(query)} and (select count(*) from since) <= ${MOST_NEW}
        and ${isJudgedSince(judged)} and ${turnCondition({ ...filter, states: [] }, query)} order by c.xid desc, c.id desc limit ${MOST_JUDGED}
    )
    select (select committed || '/' || judged from now) as mark, (select count(*)::int from found) as count, (select count(*) from since) > ${MOST_NEW} as "isPast",
           coalesce((select json_agg(to_json(f)) from (select * from fresh order by "createdAt" desc, place desc) f), '[]') as rows,
           coalesce((select json_agg(json_build_object('id', j.id::text, 'state', s.state)) from judged j
                     join conversation_states s on s.id = j.id and s.created_at = j.created_at), '[]') as judged`;
  const [tail] = tailSchema.parse(read);
  const rows = await maskFound(actor, tail.rows, query);
  return { ...tail, rows, count: readsText(query) ? rows.length : tail.count };
}

/** What this server has yet to reach came with a restored backup, and is not new. */
function isUnseenBy(snapshot: string): Prisma.Sql {
  return Prisma.sql`c.xid < pg_snapshot_xmax((select committed from now)) and c.xid >= pg_snapshot_xmin(${snapshot}::pg_snapshot) and not pg_visible_in_snapshot(c.xid, ${snapshot}::pg_snapshot)`;
}

function isJudgedSince(snapshot: string): Prisma.Sql {
  return Prisma.sql`${isUnseenBy(snapshot)} and c.xid < pg_snapshot_xmax((select judged from now)) and pg_visible_in_snapshot(c.xid, (select judged from now))`;
}

const judgedSchema = turnSchema.pick({ id: true, state: true }).array();
const tailSchema = z.tuple([
  z.object({ mark: markSchema, count: z.int(), isPast: z.boolean(), rows: z.array(turnSchema), judged: judgedSchema }),
]);

/**
 * The states these turns have by now, whoever changed them: a colleague, new rules, a later turn of the session. One that is
 * no longer in the log is left out.
 */
export async function findStates(actor: Actor, turns: readonly Cursor[]): Promise<z.infer<typeof judgedSchema>> {
  requirePermission(actor, 'conversations.read');
  const [ids, times] = [turns.map(({ id }) => id), turns.map(({ at }) => naive(at))];
  const rows = await prisma().$queryRaw`
    select c.id::text as id, coalesce(s.state, 'unknown') as state from unnest(${ids}::bigint[], ${times}::timestamp[]) as k (id, created_at)
    join conversations c on c.id = k.id and c.created_at = k.created_at left join conversation_states s on s.id = c.id and s.created_at = c.created_at`;
  return judgedSchema.parse(rows);
}
