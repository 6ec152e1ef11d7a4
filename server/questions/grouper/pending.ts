import 'server-only';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { repair, type Spelling } from '#lib/questions/grouping/spelling.ts';
import { maskedWording } from '#lib/questions/masked-wording.ts';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';

const rows = z.array(z.object({ id: z.coerce.number(), normalized: z.string(), wording: z.string().nullable() }));

/** A distinct question as it is grouped. */
export type Question = {
  id: number;
  /** As the youngest turn words it, personal data masked. */
  masked: string;
  /** What is embedded: masked, normalised, with the spelling mended. */
  form: string;
};

/**
 * Counts what was asked in the last moments if there is a text among it that was never asked before, so that it can be grouped;
 * another process at it already will have done so. Known texts have their group, and are counted with the other figures.
 */
export async function foldNewTexts(): Promise<void> {
  await prisma().$queryRaw`
    select question_texts_compact(20000)::text from (
      select from (select distinct normalized from (select normalized from question_text_deltas limit 20000) w) d
      where (select q.id from question_texts q where q.hash = sha256(convert_to(d.normalized, 'UTF8'))) is null limit 1) waiting`;
}

/** Texts that wait for their group, the youngest first: what is asked now comes before a backlog. */
export function findPending(limit: number, spelling: Spelling): Promise<Question[]> {
  return readQuestions(Prisma.sql`group_id = 0 order by id desc limit ${limit}::int`, spelling);
}

/** Texts by their ids; those that are gone are left out. */
export function findQuestions(ids: readonly number[], spelling: Spelling): Promise<Question[]> {
  return readQuestions(Prisma.sql`id = any (${ids}::bigint[])`, spelling);
}

/** The hash by which texts of one form share a vector. */
export function hashOfForm(form: string): string {
  return createHash('sha256').update(form).digest('hex').slice(0, 32);
}

async function readQuestions(which: Prisma.Sql, spelling: Spelling): Promise<Question[]> {
  const rules = await currentMaskRules();
  const found = rows.parse(
    await prisma().$queryRaw`
      select q.id::text as id, q.normalized,
             (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording
      from (select id, normalized, last_id, last_at from question_texts where ${which}) q`,
  );
  return found.map(({ id, normalized, wording }) => {
    const masked = maskedWording(wording, normalized, rules);
    return { id, masked, form: repair(normalizeQuestion(masked), spelling) };
  });
}
