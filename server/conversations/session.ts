import 'server-only';
import { z } from 'zod';
import { type TurnDetail, turnDetailSchema } from '#lib/conversations/turn-detail.ts';
import { maskTurns } from '#server/conversations/masking.ts';
import { turns, wholeTurn } from '#server/conversations/turn-columns.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

/** A thread is read in one piece up to here; what is longer says so. */
const MOST_TURNS = 500;

/** One session, oldest turn first. `neighbours` are the sessions that began just before and after it. */
export type SessionThread = {
  sessionId: string;
  rows: TurnDetail[];
  total: number;
  previous: string | null;
  next: string | null;
};

/** The thread of a session with the evidence for each state, personal data masked; null when it has no turn. */
export async function getSession(actor: Actor, sessionId: string): Promise<SessionThread | null> {
  requirePermission(actor, 'conversations.read');
  const thread = await readThread(sessionId);
  return thread && { ...thread, rows: await maskTurns(actor, thread.rows) };
}

/** The thread as it is stored. The audit log keeps who saw it and which turns they were. */
export async function revealSession(actor: Actor, sessionId: string): Promise<SessionThread | null> {
  requirePermission(actor, 'conversations.reveal');
  const thread = await readThread(sessionId);
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

async function readThread(sessionId: string): Promise<SessionThread | null> {
  const db = prisma();
  const rows = z.array(turnDetailSchema).parse(
    await db.$queryRaw`
      select ${wholeTurn}, c.is_answered as reported, c.reported_explicitly as "reportedExplicitly", s.sentinel, s.phrase_state::text as "phraseState", s.phrase_rule as "phraseRule",
             s.behaviour_state::text as "behaviourState", s.behaviour_rule as "behaviourRule", s.behaviour_turn::text as "behaviourTurn",
             s.human_state::text as "humanState", s.human_by as "humanBy", to_char(s.human_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "humanAt", s.rules_version as "rulesVersion"
      from ${turns} where left(c.session_id, 255) = ${sessionId.slice(0, 255)} order by c.created_at, c.id limit ${MOST_TURNS + 1}`,
  );
  if (rows.length === 0) return null;
  const around = await readAround(sessionId.slice(0, 255));
  return { sessionId, rows: rows.slice(0, MOST_TURNS), total: rows.length, ...around };
}

const aroundSchema = z.tuple([z.object({ previous: z.string().nullable(), next: z.string().nullable() })]);

async function readAround(sessionId: string): Promise<{ previous: string | null; next: string | null }> {
  const rows = await prisma().$queryRaw`
    with here as (select first_at, session_id from conversation_sessions where session_id = ${sessionId})
    select (select n.session_id from here h join lateral (select o.session_id from conversation_sessions o where (o.first_at, o.session_id) < (h.first_at, h.session_id)
              order by o.first_at desc, o.session_id desc limit 1) n on true) as previous,
           (select n.session_id from here h join lateral (select o.session_id from conversation_sessions o where (o.first_at, o.session_id) > (h.first_at, h.session_id)
              order by o.first_at, o.session_id limit 1) n on true) as next`;
  return aroundSchema.parse(rows)[0];
}
