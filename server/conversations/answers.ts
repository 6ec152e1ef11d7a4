import 'server-only';
import { z } from 'zod';
import { betweenTurns, type SessionThread } from '#server/conversations/session.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { ofSession } from '#server/measures/turn-condition.ts';

const READ_CHARACTERS = 5_000;

/**
 * The beginnings of the answers of a thread as they are stored, by turn, to look up whom they name. Unmasked: they stay on the
 * server, and only entries of the phonebook that they name are shown.
 */
export async function findAnswers(
  actor: Actor,
  { sessionId, rows: shown }: Pick<SessionThread, 'sessionId' | 'rows'>,
): Promise<{ id: string; answer: string }[]> {
  requirePermission(actor, 'conversations.read');
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return [];
  const rows = await prisma().$queryRaw`
    select c.id::text as id, left(c.assistant_response, ${READ_CHARACTERS}) as answer from conversations c
    where ${ofSession(sessionId)} and ${betweenTurns(first, last)} order by c.created_at, c.id limit ${shown.length}`;
  return z.array(z.object({ id: z.string(), answer: z.string() })).parse(rows);
}
