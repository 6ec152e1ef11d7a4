import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { answerRate } from '#lib/measures/answer-rate.ts';
import { LAST_GRAIN } from '#lib/questions/blocks.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { type AskedQuestion, shownText } from '#server/questions/asked.ts';
import { waiting } from '#server/questions/counts/blocks-sql.ts';
import { standingText } from '#server/questions/counts/standing-text.ts';
import { questionReader, textMask } from '#server/questions/wordings.ts';

const rowSchema = z.object({
  name: z.string().nullable(),
  wording: z.string().nullable(),
  normalized: z.string(),
  total_asked: z.int(),
  answered_count: z.int(),
  unanswered_count: z.int(),
  last_asked: z.string(),
});

/**
 * The questions asked most of all time, one entry a group: its name, or the wording of the text that stands for it; personal
 * data is masked. `normalized` is that text's. What waits for its group and small talk are in no entry.
 */
export async function findMostAskedGroups(actor: Actor, limit: number): Promise<AskedQuestion[]> {
  requirePermission(actor, 'analytics.read');
  const rows = await prisma().$queryRaw`
    with counted as (
      select t.group_id, sum(t.asked) as asked, sum(t.answered) as answered, sum(t.unanswered) as unanswered, max(t.last_at) as last_at
      from (
        select group_id, asked, answered, unanswered, null::timestamp as last_at from question_group_counts where grain = ${LAST_GRAIN}::smallint
        union all
        select group_id, asked, answered, unanswered, last_at from ${waiting} w
      ) t group by 1 having sum(t.asked) > 0
    ), first as (
      select c.*, g.name, g.medoid_id from counted c join question_groups g on g.id = c.group_id
      where g.kind = 'question' order by c.asked desc, c.group_id limit ${limit}::int
    )
    select f.name, t.wording, t.normalized, f.asked::int as total_asked, f.answered::int as answered_count, f.unanswered::int as unanswered_count,
           to_char(greatest(f.last_at, (select max(q.last_at) from question_texts q where q.group_id = f.group_id)), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_asked
    from first f cross join lateral (${standingText(Prisma.sql`f.group_id`, Prisma.sql`f.medoid_id`)}) t
    order by f.asked desc, f.group_id`;
  const [read, mask] = await Promise.all([questionReader(actor), textMask(actor)]);
  return z
    .array(rowSchema)
    .parse(rows)
    .map(({ name, wording, ...row }) => {
      const shown = shownText(read, { wording, normalized: row.normalized });
      const rate = answerRate(row.answered_count, row.unanswered_count);
      return { ...row, ...shown, ...(name === null ? {} : { question: mask(name) }), answer_rate: rate };
    });
}
