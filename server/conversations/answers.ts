import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const MOST_ANSWERS = 500;
const READ_CHARACTERS = 5_000;

/**
 * The beginnings of a session's answers as they are stored, by turn, to look up whom they name. Unmasked: they stay on the
 * server, and only entries of the phonebook that they name are shown.
 */
export async function findAnswers(actor: Actor, sessionId: string): Promise<{ id: string; answer: string }[]> {
  requirePermission(actor, 'conversations.read');
  const rows = await prisma().$queryRaw`
    select c.id::text as id, left(c.assistant_response, ${READ_CHARACTERS}) as answer from conversations c
    where left(c.session_id, 255) = ${sessionId.slice(0, 255)} order by c.created_at, c.id limit ${MOST_ANSWERS}`;
  return z.array(z.object({ id: z.string(), answer: z.string() })).parse(rows);
}
