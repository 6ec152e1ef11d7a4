import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { percentOf } from '#server/analytics/performance.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const rowSchema = z.object({
  question: z.string(),
  normalized: z.string(),
  total_asked: z.int(),
  answered_count: z.int(),
  unanswered_count: z.int(),
  last_asked: z.string(),
});
export type AskedQuestion = z.infer<typeof rowSchema> & { answer_rate: number | null };

/** The questions asked most, by exact text: lower case, `?!.` taken out, white space folded, as the chatbot always counted them. */
export async function findMostAsked(actor: Actor, limit: number): Promise<AskedQuestion[]> {
  requirePermission(actor, 'analytics.read');
  return readQuestions(Prisma.sql`count(*) desc, max(c.created_at) desc`, Prisma.sql`true`, limit);
}

/** The questions that got no answer most often, by exact text. */
export async function findUnanswered(actor: Actor, limit: number): Promise<AskedQuestion[]> {
  requirePermission(actor, 'analytics.read');
  const unanswered = Prisma.sql`count(*) filter (where s.state = 'unanswered')`;
  return readQuestions(Prisma.sql`${unanswered} desc, max(c.created_at) desc`, Prisma.sql`${unanswered} > 0`, limit);
}

const normalized = Prisma.sql`btrim(regexp_replace(translate(lower(left(c.user_message, 2000)), '?!.', ''), '\\s+', ' ', 'g'))`;

async function readQuestions(order: Prisma.Sql, having: Prisma.Sql, limit: number): Promise<AskedQuestion[]> {
  const rows = await prisma().$queryRaw`
    select (array_agg(left(c.user_message, 2000) order by c.created_at desc, c.id desc))[1] as question, ${normalized} as normalized, count(*)::int as total_asked,
           (count(*) filter (where s.state = 'answered'))::int as answered_count, (count(*) filter (where s.state = 'unanswered'))::int as unanswered_count,
           to_char(max(c.created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_asked
    from conversations c join conversation_states s on s.id = c.id and s.created_at = c.created_at
    group by ${normalized} having ${having} order by ${order} limit ${limit}`;
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => ({ ...row, answer_rate: percentOf(row.answered_count, row.unanswered_count) }));
}
