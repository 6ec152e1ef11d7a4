import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import type { Worded } from '#server/questions/wordings.ts';

/**
 * SQL: a gap `p` with its group `g`, its core `k` and the text `t` that stands for it: the middle of what fails, else its group's while that
 * lies in it, else the one of the group that failed most, at last one that the gap failed by before its texts went.
 */
export const gapSources = Prisma.sql`
  question_gaps p left join question_groups g on g.id = p.group_id left join question_gap_cores k on k.gap_id = p.id and k.group_id = p.group_id
  left join question_texts t on t.id = coalesce(
    (select m.id from unnest(k.texts[1:20]) with ordinality as c (id, place) join question_texts m on m.id = c.id and m.group_id = p.group_id order by c.place limit 1),
    (select m.id from question_texts m where m.id = g.medoid_id and m.group_id = p.group_id),
    (select m.id from question_texts m where m.group_id = p.group_id and m.unanswered > 0 order by m.unanswered desc limit 1), p.failing_texts[1])`;

/** SQL: of `gapSources`, what the title of a gap is made of. */
export const titleColumns = Prisma.sql`
  g.name, (select left(c.user_message, 2000) from conversations c where c.id = t.last_id and c.created_at = t.last_at) as wording, t.normalized`;

export const titleSchema = z.object({
  name: z.string().nullable(),
  wording: z.string().nullable(),
  normalized: z.string().nullable(),
});

/** The question that stands for a gap; null where no text is left. */
export function questionOf(
  { wording, normalized }: z.infer<typeof titleSchema>,
  read: (text: Worded) => string,
): string | null {
  return normalized === null ? null : read({ wording, normalized });
}
