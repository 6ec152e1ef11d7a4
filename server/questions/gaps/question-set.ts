import 'server-only';
import { z } from 'zod';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { questionReader } from '#server/questions/wordings.ts';
import { findGaps } from './queries.ts';

const WORDINGS = 20;

const wordingRows = z.array(z.object({ wording: z.string().nullable(), normalized: z.string() }));

/**
 * The fixed gaps as questions to ask the bot again, one JSON object a line: `question`, `expected_answer` (the draft, null
 * without one), `wordings` (other texts of the group, most asked first), `group_id`. Personal data is masked. Itself a row of
 * the audit log.
 */
export async function exportQuestionSet(actor: Actor, now: Date): Promise<string> {
  requirePermission(actor, 'gaps.triage');
  const gaps = await findGaps(actor, { tab: 'fixed', period: 'all', gap: null }, now);
  const lines: string[] = [];
  for (const { id, groupId, title } of gaps) {
    const wordings = await readWordings(actor, groupId);
    const line = {
      question: title,
      expected_answer: await readDraft(id),
      wordings: wordings.filter((wording) => wording !== title),
      group_id: groupId,
    };
    lines.push(`${JSON.stringify(line)}\n`);
  }
  const details = { rows: lines.length };
  await recordAudit(prisma(), actor, { action: 'gap.export', targetType: 'gap', targetId: 'fixed', details });
  return lines.join('');
}

async function readWordings(actor: Actor, groupId: string): Promise<string[]> {
  const rows = await prisma().$queryRaw`
    select (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording, q.normalized
    from question_texts q where q.group_id = ${groupId}::bigint order by q.asked desc, q.id limit ${WORDINGS}`;
  const read = await questionReader(actor);
  return [...new Set(wordingRows.parse(rows).map(read))];
}

async function readDraft(id: string): Promise<string | null> {
  const rows = await prisma()
    .$queryRaw`select nullif(btrim(draft), '') as draft from question_gaps where id = ${id}::bigint`;
  return z.array(z.object({ draft: z.string().nullable() })).parse(rows)[0]?.draft ?? null;
}
