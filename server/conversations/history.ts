import 'server-only';
import type { z } from 'zod';
import type { historyAnswerSchema } from '#lib/api/turns.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import type { Turn } from '#lib/conversations/turn.ts';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { cutSession } from '#lib/privacy/session-handle.ts';
import { maskTurns } from '#server/conversations/masking.ts';
import { readTurns } from '#server/conversations/page.ts';
import { briefTurn } from '#server/conversations/turn-columns.ts';
import { inWhole } from '#server/conversations/whole-turns.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

type History = z.infer<typeof historyAnswerSchema>['conversations'];

/** A thousand turns may hold a gigabyte. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * The newest turns, of one session or of all, in the words the chatbot's programs know. Personal data is masked; a session is
 * called what it was asked for by. Texts are whole; where they come to more than 16 million characters, fewer turns are told.
 */
export async function findHistory(actor: Actor, sessionId: string | null, limit: number): Promise<History> {
  requirePermission(actor, 'conversations.read');
  const filter = { ...everyTurn, session: sessionId === null ? null : cutSession(sessionId) };
  const walk = { cursor: null, direction: 'older' as const, limit };
  const { rows } = await readTurns(prisma(), filter, parseQuery(''), walk, { columns: briefTurn });
  return (await maskTurns(actor, await firstInWhole(rows))).map((turn) => ({
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

/** As many of the turns as there is room for, at least one. */
async function firstInWhole(rows: readonly Turn[]): Promise<Turn[]> {
  const told: Turn[] = [];
  let characters = 0;
  for await (const whole of inWhole(prisma(), rows)) {
    for (const turn of whole) {
      characters += turn.question.length + turn.answer.length;
      if (told.length > 0 && characters > MOST_CHARACTERS) return told;
      told.push(turn);
    }
  }
  return told;
}

function answeredOf(state: string): boolean | null {
  if (state === 'answered') return true;
  return state === 'unanswered' ? false : null;
}
