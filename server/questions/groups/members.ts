import 'server-only';
import { z } from 'zod';
import { answerRate } from '#lib/measures/answer-rate.ts';
import type { Member } from '#lib/questions/member.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { questionReader } from '#server/questions/wordings.ts';

export const MEMBERS_PER_PAGE = 50;

const rowSchema = z.object({
  id: z.coerce.number(),
  wording: z.string().nullable(),
  normalized: z.string(),
  asked: z.int(),
  answered: z.int(),
  unanswered: z.int(),
  partial: z.int(),
  likeness: z.number().nullable(),
  placedBy: z.enum(['online', 'batch', 'person']).nullable(),
  isMedoid: z.boolean(),
  nearestWording: z.string().nullable(),
  nearestNormalized: z.string().nullable(),
});

/** The texts of a group, the most asked first, with why each is in it. Counts are of all time, with what waits to be folded. */
export async function findMembers(actor: Actor, group: number, page: number): Promise<Member[]> {
  requirePermission(actor, 'questions.read');
  const rows = await prisma().$queryRaw`
    with waiting as materialized (
      select normalized, sum(asked)::bigint as asked, sum(answered)::bigint as answered, sum(unanswered)::bigint as unanswered, sum(partial)::bigint as partial
      from question_text_deltas group by normalized
    ), shown as materialized (
      select q.id, q.normalized, q.last_id, q.last_at, q.asked + coalesce(w.asked, 0) as asked, q.answered + coalesce(w.answered, 0) as answered,
             q.unanswered + coalesce(w.unanswered, 0) as unanswered, q.partial + coalesce(w.partial, 0) as partial
      from question_texts q left join waiting w on w.normalized = q.normalized where q.group_id = ${group}::bigint
      order by 5 desc, q.id limit ${MEMBERS_PER_PAGE}::int offset ${(page - 1) * MEMBERS_PER_PAGE}::int
    )
    select s.id::text as id, s.normalized, s.asked::int as asked, s.answered::int as answered, s.unanswered::int as unanswered, s.partial::int as partial,
           e.likeness, e.placed_by as "placedBy", coalesce(s.id = g.medoid_id, false) as "isMedoid", n.normalized as "nearestNormalized",
           (select left(c.user_message, 2000) from conversations c where c.id = s.last_id and c.created_at = s.last_at) as wording,
           (select left(c.user_message, 2000) from conversations c where c.id = n.last_id and c.created_at = n.last_at) as "nearestWording"
    from shown s join question_groups g on g.id = ${group}::bigint
    left join question_embeddings e on e.text_id = s.id left join question_texts n on n.id = e.nearest_id and n.group_id = g.id
    order by s.asked desc, s.id`;
  const read = await questionReader(actor);
  return z
    .array(rowSchema)
    .parse(rows)
    .map(({ wording, normalized, nearestWording, nearestNormalized, ...row }) => ({
      ...row,
      question: read({ wording, normalized }),
      nearest: nearestNormalized === null ? null : read({ wording: nearestWording, normalized: nearestNormalized }),
      rate: answerRate(row.answered, row.unanswered),
    }));
}
