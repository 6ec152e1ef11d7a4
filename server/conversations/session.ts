import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Cursor, cursorSchema } from '#lib/conversations/turn.ts';
import { type TurnDetail, turnDetailSchema } from '#lib/conversations/turn-detail.ts';
import { cutName } from '#lib/measures/cut-name.ts';
import { maskTurns } from '#server/conversations/masking.ts';
import { turns, wholeTurn } from '#server/conversations/turn-columns.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { sessionForms, storedSession } from '#server/core/privacy/session-handle.ts';
import { sessionReader } from '#server/core/privacy/session-reader.ts';
import { naive, ofSession } from '#server/measures/turn-condition.ts';

/** So many turns, of so many bytes of text, are read in one piece; what is longer says so and is read around one of its turns. */
const MOST_TURNS = 500;
const MOST_BYTES = 4 * 1024 * 1024;
const WHOLE = { turns: MOST_TURNS, bytes: MOST_BYTES };
const HALF = { turns: MOST_TURNS / 2, bytes: MOST_BYTES / 2 };

/**
 * One session, oldest turn first. `previous` and `next` are the sessions that began just before and after it. All three are as
 * they are shown to its reader, also beside turns as they are stored.
 */
export type SessionThread = {
  sessionId: string;
  rows: TurnDetail[];
  /** The turn it was read around; null: from its beginning. */
  around: Cursor | null;
  hasEarlier: boolean;
  hasLater: boolean;
  previous: string | null;
  next: string | null;
};

/**
 * The thread of a session, given by its id or its handle, with the evidence for each state, personal data masked: up to 500 turns around one of them, or from
 * the beginning. Null when it has no turn.
 */
export async function getSession(
  actor: Actor,
  sessionId: string,
  around: Cursor | null,
): Promise<SessionThread | null> {
  requirePermission(actor, 'conversations.read');
  const thread = await readThread(actor, sessionId, around);
  return thread && { ...thread, rows: await maskTurns(actor, thread.rows) };
}

/** The thread as it is stored. The audit log keeps who saw it and which turns they were. */
export async function revealSession(
  actor: Actor,
  sessionId: string,
  around: Cursor | null,
): Promise<SessionThread | null> {
  requirePermission(actor, 'conversations.reveal');
  const thread = await readThread(actor, sessionId, around);
  const [first, last] = [thread?.rows[0], thread?.rows.at(-1)];
  if (thread === null || first === undefined || last === undefined) return null;
  const details = { turns: thread.rows.length, last: last.id };
  await recordAudit(prisma(), actor, {
    action: 'conversations.reveal',
    targetType: 'turn',
    targetId: first.id,
    details,
  });
  return thread;
}

/** Turns `c` from one to another, both included. */
export function betweenTurns(first: Cursor, last: Cursor): Prisma.Sql {
  return Prisma.sql`(c.created_at, c.id) >= ${placeOf(first)} and (c.created_at, c.id) <= ${placeOf(last)}`;
}

async function readThread(actor: Actor, sessionId: string, around: Cursor | null): Promise<SessionThread | null> {
  const db = prisma();
  const { first, last, ...more } = await readStretch(sessionId, around);
  if (first === undefined || last === undefined) return null;
  const rows = z.array(turnDetailSchema).parse(
    await db.$queryRaw`
      select ${wholeTurn}, c.is_answered as reported, c.reported_explicitly as "reportedExplicitly", s.sentinel, s.phrase_state::text as "phraseState", s.phrase_rule as "phraseRule",
             s.behaviour_state::text as "behaviourState", s.behaviour_rule as "behaviourRule", s.behaviour_turn::text as "behaviourTurn",
             s.human_state::text as "humanState", s.human_by as "humanBy", to_char(s.human_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "humanAt", s.rules_version as "rulesVersion", c.mended
      from ${turns} where ${ofSession(sessionId)} and ${betweenTurns(first, last)} order by c.created_at, c.id limit ${MOST_TURNS}`,
  );
  if (rows.length === 0) return null;
  const [show, { previous, next }] = await Promise.all([sessionReader(actor), readNeighbours(sessionId)]);
  return {
    sessionId: show(storedSession(sessionId)),
    rows,
    around,
    ...more,
    previous: previous && show(previous),
    next: next && show(next),
  };
}

const placedSchema = cursorSchema.extend({ bytes: z.int() });
type Placed = z.infer<typeof placedSchema>;
type Room = typeof WHOLE;

/** The first and the last turn to show. As many before the wished one as from it on, unless one side has fewer. */
async function readStretch(sessionId: string, around: Cursor | null) {
  const read = async (side: Prisma.Sql, order: Prisma.Sql) =>
    z.array(placedSchema).parse(
      await prisma().$queryRaw`
        select c.id::text as id, to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, octet_length(c.user_message) + octet_length(c.assistant_response) as bytes
        from conversations c where ${ofSession(sessionId)} and ${side} order by ${order} limit ${MOST_TURNS + 1}`,
    );
  const place = around === null ? Prisma.sql`('-infinity'::timestamp, 0::bigint)` : placeOf(around);
  const [before, after] = await Promise.all([
    read(Prisma.sql`(c.created_at, c.id) < ${place}`, Prisma.sql`c.created_at desc, c.id desc`),
    read(Prisma.sql`(c.created_at, c.id) >= ${place}`, Prisma.sql`c.created_at, c.id`),
  ]);
  const least = fitting(before, HALF);
  const beside = fitting(before, roomBeside(after, fitting(after, WHOLE)));
  // A turn that fills the room by itself is shown all the same, the wished one before others.
  const earlier = Math.max(after.length === 0 ? 1 : 0, least, beside);
  const later = Math.max(1, fitting(after, roomBeside(before, earlier)));
  return {
    first: before[earlier - 1] ?? after[0],
    last: after[later - 1] ?? after.at(-1) ?? before[0],
    hasEarlier: before.length > earlier,
    hasLater: after.length > later,
  };
}

/** How many of the first of these have room. */
function fitting(turns: readonly Placed[], room: Room): number {
  let count = 0;
  for (let { bytes } = room; count < Math.min(turns.length, room.turns); count += 1) {
    bytes -= turns[count]?.bytes ?? 0;
    if (bytes < 0) break;
  }
  return count;
}

/** What is left of the room beside the first `count` of these. */
function roomBeside(turns: readonly Placed[], count: number): Room {
  const bytes = turns.slice(0, count).reduce((sum, turn) => sum + turn.bytes, 0);
  return { turns: WHOLE.turns - count, bytes: WHOLE.bytes - bytes };
}

function placeOf({ at, id }: Cursor): Prisma.Sql {
  return Prisma.sql`(${naive(at)}::timestamp, ${id}::bigint)`;
}

const neighboursSchema = z.tuple([z.object({ previous: z.string().nullable(), next: z.string().nullable() })]);

async function readNeighbours(sessionId: string): Promise<{ previous: string | null; next: string | null }> {
  const rows = await prisma().$queryRaw`
    with here as (
      select first_at, session_id from conversation_sessions where session_id = any (${sessionForms(sessionId).map(cutName)}::text[])
      order by first_at, session_id limit 1
    )
    select (select n.session_id from here h join lateral (select o.session_id from conversation_sessions o where (o.first_at, o.session_id) < (h.first_at, h.session_id)
              order by o.first_at desc, o.session_id desc limit 1) n on true) as previous,
           (select n.session_id from here h join lateral (select o.session_id from conversation_sessions o where (o.first_at, o.session_id) > (h.first_at, h.session_id)
              order by o.first_at, o.session_id limit 1) n on true) as next`;
  return neighboursSchema.parse(rows)[0];
}
