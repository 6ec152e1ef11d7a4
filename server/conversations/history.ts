import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import type { historyAnswerSchema } from '#lib/api/turns.ts';
import { turnSchema } from '#lib/conversations/turn.ts';
import { maskTurns } from '#server/conversations/masking.ts';
import { turns, wholeTurn } from '#server/conversations/turn-columns.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

type History = z.infer<typeof historyAnswerSchema>['conversations'];

/** The newest turns, of one session or of all, in the words the chatbot's programs know. Personal data is masked. */
export async function findHistory(actor: Actor, sessionId: string | null, limit: number): Promise<History> {
  requirePermission(actor, 'conversations.read');
  const own = sessionId === null ? Prisma.sql`true` : Prisma.sql`left(c.session_id, 255) = ${sessionId.slice(0, 255)}`;
  const rows = z
    .array(turnSchema)
    .parse(
      await prisma()
        .$queryRaw`select ${wholeTurn} from ${turns} where ${own} order by c.created_at desc, c.id desc limit ${limit}`,
    );
  return (await maskTurns(actor, rows)).map((turn) => ({
    id: Number(turn.id),
    session_id: turn.sessionId,
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
