import 'server-only';
import type { z } from 'zod';
import type { historyAnswerSchema } from '#lib/api/turns.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import type { Cursor, Turn } from '#lib/conversations/turn.ts';
import { everyTurn, type TurnFilter } from '#lib/measures/turn-filter.ts';
import { cutSession } from '#lib/privacy/session-handle.ts';
import { maskTurns } from '#server/conversations/masking.ts';
import { readTurns, type TurnPage } from '#server/conversations/page.ts';
import { briefTurn } from '#server/conversations/turn-columns.ts';
import { inWhole } from '#server/conversations/whole-turns.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

type History = z.infer<typeof historyAnswerSchema>['conversations'];

const ROWS_AT_A_TIME = 500;

/** A thousand turns may hold a gigabyte. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * The newest turns, of one session or of all, in the words the chatbot's programs know. Personal data is masked; a session is
 * called what it was asked for by. Texts are whole; where they come to more than 16 million characters, fewer turns are told.
 */
export async function findHistory(actor: Actor, sessionId: string | null, limit: number): Promise<History> {
  requirePermission(actor, 'conversations.read');
  const filter = { ...everyTurn, session: sessionId === null ? null : cutSession(sessionId) };
  return (await maskTurns(actor, await firstOf(newestInWhole(filter, limit)))).map((turn) => ({
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

/** In portions, each a statement of its own: where the reader ends, no more are read. */
async function* newestInWhole(filter: TurnFilter, limit: number): AsyncGenerator<Turn[]> {
  let cursor: Cursor | null = null;
  for (let left = limit; left > 0; left -= ROWS_AT_A_TIME) {
    const walk = { cursor, direction: 'older' as const, limit: Math.min(left, ROWS_AT_A_TIME) };
    const { rows }: TurnPage = await readTurns(prisma(), filter, parseQuery(''), walk, { columns: briefTurn });
    yield* inWhole(prisma(), rows);
    if (rows.length < walk.limit) return;
    cursor = rows.at(-1) ?? null;
  }
}

/** As many of the turns as there is room for, at least one. */
async function firstOf(portions: AsyncIterable<Turn[]>): Promise<Turn[]> {
  const told: Turn[] = [];
  let characters = 0;
  for await (const whole of portions) {
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
