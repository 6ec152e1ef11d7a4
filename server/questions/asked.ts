import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { answerRate } from '#lib/measures/answer-rate.ts';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { questionReader, type Worded } from '#server/questions/wordings.ts';

const rowSchema = z.object({
  wording: z.string().nullable(),
  normalized: z.string(),
  total_asked: z.int(),
  answered_count: z.int(),
  unanswered_count: z.int(),
  last_asked: z.string(),
});
export type AskedQuestion = Omit<z.infer<typeof rowSchema>, 'wording'> & {
  question: string;
  answer_rate: number | null;
};

/** The questions asked most, by exact text: lower case, `?!.` taken out, white space folded, as the chatbot always counted them. Personal data is masked. */
export async function findMostAsked(actor: Actor, limit: number): Promise<AskedQuestion[]> {
  requirePermission(actor, 'analytics.read');
  return readQuestions(actor, Prisma.sql`asked`, limit);
}

/** The questions that got no answer most often, by exact text. Personal data is masked. */
export async function findUnanswered(actor: Actor, limit: number): Promise<AskedQuestion[]> {
  requirePermission(actor, 'analytics.read');
  return readQuestions(actor, Prisma.sql`unanswered`, limit);
}

/**
 * The first by a count. What waits to be folded may lift a text past any other or push it down, so as many more are read
 * as texts wait, and those themselves. The wording is that of the youngest turn, if it is still there.
 */
async function readQuestions(actor: Actor, count: Prisma.Sql, limit: number): Promise<AskedQuestion[]> {
  const rows = await prisma().$queryRaw`
    with waiting as materialized (
      select normalized, sum(asked)::bigint as asked, sum(answered)::bigint as answered, sum(unanswered)::bigint as unanswered, max(last_at) as last_at,
             (array_agg(last_id order by last_at desc nulls last, last_id desc))[1] as last_id
      from question_text_deltas group by normalized
    ), near as (
      (select id, normalized, asked, answered, unanswered, last_at, last_id from question_texts where ${count} > 0
       order by ${count} desc, last_at desc, id limit ${limit}::int + (select count(*) from waiting))
      union
      select q.id, q.normalized, q.asked, q.answered, q.unanswered, q.last_at, q.last_id
      from waiting w join question_texts q on q.hash = sha256(convert_to(w.normalized, 'UTF8'))
    ), counted as (
      select normalized, coalesce(n.asked, 0) + coalesce(w.asked, 0) as asked, coalesce(n.answered, 0) + coalesce(w.answered, 0) as answered,
             coalesce(n.unanswered, 0) + coalesce(w.unanswered, 0) as unanswered, greatest(n.last_at, w.last_at) as last_at,
             case when n.last_at is null or w.last_at >= n.last_at then w.last_id else n.last_id end as last_id
      from near n full join waiting w using (normalized)
    ), first as (
      select * from counted where ${count} > 0 order by ${count} desc, last_at desc limit ${limit}::int
    )
    select (select left(c.user_message, 2000) from conversations c where c.id = f.last_id and c.created_at = f.last_at) as wording,
           f.normalized, f.asked::int as total_asked, f.answered::int as answered_count, f.unanswered::int as unanswered_count,
           to_char(f.last_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_asked
    from first f order by ${count} desc, f.last_at desc`;
  const read = await questionReader(actor);
  return z
    .array(rowSchema)
    .parse(rows)
    .map(({ wording, ...row }) => {
      const shown = shownText(read, { wording, normalized: row.normalized });
      return { ...row, ...shown, answer_rate: answerRate(row.answered_count, row.unanswered_count) };
    });
}

/**
 * A text and its normalised form as they are shown. Without its dots an address is not known for one: what is masked is
 * masked as it was written, then normalised.
 */
export function shownText(read: (text: Worded) => string, text: Worded): { question: string; normalized: string } {
  const question = read(text);
  const same = question === (text.wording ?? text.normalized);
  return { question, normalized: same ? text.normalized : normalizeQuestion(question) };
}
