import 'server-only';
import { z } from 'zod';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { questionReader, type Worded } from '#server/questions/wordings.ts';
import { gapSources, questionOf, titleColumns, titleSchema } from './titles.ts';

const WORDINGS = 20;
const AT_ONCE = 200;

/**
 * All fixed gaps as questions to ask the bot again, one JSON object a line: `question`, `expected_answer` (the draft, null
 * without one), `wordings` (other texts of what failed, most asked first; of the group where the failures were scattered), `group_id`. A gap of whose texts none is left has
 * nothing to ask and is left out. What users asked is masked; a draft goes as a colleague wrote it, as the bot's answers are held against
 * it. Itself a row of the audit log.
 */
export async function exportQuestionSet(actor: Actor): Promise<string> {
  requirePermission(actor, 'gaps.triage');
  const read = await questionReader(actor);
  const lines: string[] = [];
  for await (const gap of fixedGaps()) {
    const wordings = await readWordings(gap, read);
    if (gap.normalized === null && wordings.length === 0) continue;
    const question = questionOf(gap, read) ?? wordings[0];
    const line = {
      question,
      expected_answer: gap.draft,
      wordings: wordings.filter((wording) => wording !== question),
      group_id: gap.groupId,
    };
    lines.push(`${JSON.stringify(line)}\n`);
  }
  const details = { rows: lines.length };
  await recordAudit(prisma(), actor, { action: 'gap.export', targetType: 'gap', targetId: 'fixed', details });
  return lines.join('');
}

const gapRows = z.array(titleSchema.extend({ id: z.string(), groupId: z.string(), draft: z.string().nullable() }));

/** Every fixed gap, oldest first. */
async function* fixedGaps(): AsyncGenerator<z.infer<typeof gapRows>[number]> {
  let after: string | undefined = '0';
  while (after !== undefined) {
    const rows = gapRows.parse(
      await prisma().$queryRaw`
        select p.id::text as id, p.group_id::text as "groupId", nullif(btrim(p.draft), '') as draft, ${titleColumns} from ${gapSources}
        where p.joined_into is null and p.closed = 'fixed' and p.id > ${after}::bigint order by p.id limit ${AT_ONCE}`,
    );
    yield* rows;
    after = rows.length < AT_ONCE ? undefined : rows.at(-1)?.id;
  }
}

const wordingRows = z.array(z.object({ wording: z.string().nullable(), normalized: z.string() }));

async function readWordings(
  { id, groupId }: { id: string; groupId: string },
  read: (text: Worded) => string,
): Promise<string[]> {
  const rows = await prisma().$queryRaw`
    select (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording, q.normalized
    from question_texts q left join question_gap_cores k on k.gap_id = ${id}::bigint and k.group_id = q.group_id and k.mean is not null
    where q.group_id = ${groupId}::bigint and (k.texts is null or q.id = any (k.texts)) order by q.asked desc, q.id limit ${WORDINGS}`;
  return [...new Set(wordingRows.parse(rows).map(read))];
}
