import 'server-only';
import { z } from 'zod';
import type { GapDetail } from '#lib/questions/gaps/detail.ts';
import { prisma } from '#server/core/db/prisma.ts';
import type { Worded } from '#server/questions/wordings.ts';

const WORDINGS = 6;

const coreSchema = z.object({ texts: z.int(), looked: z.int(), failing: z.number() });
const wordingSchema = z.object({
  id: z.string(),
  wording: z.string().nullable(),
  normalized: z.string(),
  failed: z.int(),
});

/** What of its group a gap is about, and its wordings that failed most; null and none where the failures are scattered. */
export async function getCore(
  gap: string,
  read: (text: Worded) => string,
): Promise<Pick<GapDetail, 'core' | 'wordings'>> {
  const [core, wordings] = await Promise.all([
    prisma().$queryRaw`
      select (select count(*) from question_texts q where q.id = any (k.texts) and q.group_id = k.group_id)::int as texts, k.looked, k.failing::float8 as failing
      from question_gap_cores k join question_gaps p on p.id = k.gap_id and p.group_id = k.group_id where k.gap_id = ${gap}::bigint and k.mean is not null`,
    prisma().$queryRaw`
      select q.id::text as id, (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording, q.normalized, q.unanswered::int as failed
      from question_gap_cores k join question_gaps p on p.id = k.gap_id and p.group_id = k.group_id
      join question_texts q on q.id = any (k.texts) and q.group_id = k.group_id
      where k.gap_id = ${gap}::bigint and q.unanswered > 0 order by q.unanswered desc, q.id limit ${WORDINGS}`,
  ]);
  return {
    core: z.array(coreSchema).parse(core)[0] ?? null,
    wordings: z
      .array(wordingSchema)
      .parse(wordings)
      .map(({ id, failed, ...text }) => ({ id, text: read(text), failed })),
  };
}
