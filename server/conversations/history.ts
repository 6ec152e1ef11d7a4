import 'server-only';
import type { z } from 'zod';
import type { historyAnswerSchema } from '#lib/api/turns.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { cutSession } from '#lib/privacy/session-handle.ts';
import { maskTurns } from '#server/conversations/masking.ts';
import { readTurns } from '#server/conversations/page.ts';
import { wholeTurn } from '#server/conversations/turn-columns.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

type History = z.infer<typeof historyAnswerSchema>['conversations'];

/**
 * The newest turns, of one session or of all, in the words the chatbot's programs know. Personal data is masked; a session is
 * called what it was asked for by.
 */
export async function findHistory(actor: Actor, sessionId: string | null, limit: number): Promise<History> {
  requirePermission(actor, 'conversations.read');
  const filter = { ...everyTurn, session: sessionId === null ? null : cutSession(sessionId) };
  const walk = { cursor: null, direction: 'older' as const, limit };
  const { rows } = await readTurns(prisma(), filter, parseQuery(''), walk, { columns: wholeTurn });
  return (await maskTurns(actor, rows)).map((turn) => ({
    id: Number(turn.id),
    session_id: sessionId ?? turn.sessionId,
    user_message: turn.question,
    assistant_response: turn.answer,
    is_answered: answeredOf(turn.state),
    state: turn.state,
    knowledge_base: turn.knowledgeBase,
    response_time_ms: turn.responseMs,
    client_ip: turn.clientIp,
    created_at: turn.at,
  }));
}

function answeredOf(state: string): boolean | null {
  if (state === 'answered') return true;
  return state === 'unanswered' ? false : null;
}
