import 'server-only';
import { z } from 'zod';
import type { SavedText } from '#lib/questions/gaps/detail.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { createGapEvent } from './events.ts';
import { joinedAnother, personOf } from './mutations.ts';

export const gapTexts = ['draft', 'note'] as const;
export type GapText = (typeof gapTexts)[number];
/** Saves of one person at most so far apart are one piece of writing: one event, one text to go back to. */
const ONE_SITTING = '10 minutes';

const textSchema = z.object({
  text: z.string(),
  at: z.string().nullable(),
  by: z.string().nullable(),
  name: z.string().nullable(),
  joined: z.boolean(),
});
type Stored = z.infer<typeof textSchema>;

/**
 * Keeps the draft or the note of a gap.
 * @param basis the instant of the text that was changed (`at` of what was read or last saved); null for none
 */
export async function saveGapText(
  actor: Actor,
  gap: string,
  field: GapText,
  wish: { text: string; basis: string | null },
): Promise<Result<SavedText>> {
  requirePermission(actor, 'gaps.triage');
  return inTransaction(actor, async (tx) => {
    const stored = await lockText(tx, gap, field);
    if (stored === null) return fail('not_found', 'This gap is not there any more.');
    if (stored.joined) return joinedAnother;
    if (stored.at !== wish.basis && stored.text !== wish.text)
      return ok({ saved: false, text: stored.text, at: stored.at, by: stored.name });
    const begins = await beginsSitting(tx, actor, gap, field);
    const at = await writeText(tx, actor, gap, field, wish.text, begins);
    if (begins) {
      const kind = field === 'draft' ? 'drafted' : 'noted';
      await createGapEvent(tx, actorTag(actor), gap, kind, { characters: wish.text.length });
      await recordAudit(tx, actor, { action: `gap.${kind}`, targetType: 'gap', targetId: gap });
    }
    return ok({ saved: true, at });
  });
}

async function lockText(tx: Transaction, gap: string, field: GapText): Promise<Stored | null> {
  const rows =
    field === 'draft'
      ? await tx.$queryRaw`select g.draft as text, g.draft_at::text as at, g.draft_by::text as by, u.name, g.joined_into is not null as joined from question_gaps g left join users u on u.id = g.draft_by where g.id = ${gap}::bigint for update of g`
      : await tx.$queryRaw`select g.note as text, g.note_at::text as at, g.note_by::text as by, u.name, g.joined_into is not null as joined from question_gaps g left join users u on u.id = g.note_by where g.id = ${gap}::bigint for update of g`;
  return z.array(textSchema).parse(rows)[0] ?? null;
}

/** Whether this is not one more save of what the same person began to write just before. */
async function beginsSitting(tx: Transaction, actor: Actor, gap: string, field: GapText): Promise<boolean> {
  const rows = await tx.$queryRaw`
    select not exists (
      select from question_gaps g join lateral (select e.* from question_gap_events e where e.gap_id = g.id order by e.id desc limit 1) e on true
      where g.id = ${gap}::bigint and e.kind = ${field === 'draft' ? 'drafted' : 'noted'} and e.actor = ${actorTag(actor)} and e.undone_at is null
        and case when ${field}::text = 'draft' then g.draft_at else g.note_at end > timezone('utc', now()) - ${ONE_SITTING}::interval
    ) as begins`;
  return z.tuple([z.object({ begins: z.boolean() })]).parse(rows)[0].begins;
}

async function writeText(
  tx: Transaction,
  actor: Actor,
  gap: string,
  field: GapText,
  text: string,
  begins: boolean,
): Promise<string> {
  const by = personOf(actor);
  const rows =
    field === 'draft'
      ? await tx.$queryRaw`
          update question_gaps set draft_before = case when ${begins} then draft else draft_before end, draft = ${text}, draft_by = ${by}::uuid, draft_at = timezone('utc', clock_timestamp())
          where id = ${gap}::bigint returning draft_at::text as at`
      : await tx.$queryRaw`
          update question_gaps set note_before = case when ${begins} then note else note_before end, note = ${text}, note_by = ${by}::uuid, note_at = timezone('utc', clock_timestamp())
          where id = ${gap}::bigint returning note_at::text as at`;
  return z.tuple([z.object({ at: z.string() })]).parse(rows)[0].at;
}

/** Changes places with the text before the last piece of writing; false when that was not kept. */
export async function swapText(tx: Transaction, actor: Actor, gap: string, field: GapText): Promise<boolean> {
  const by = personOf(actor);
  const count =
    field === 'draft'
      ? await tx.$executeRaw`
          update question_gaps set draft = draft_before, draft_before = draft, draft_by = ${by}::uuid, draft_at = timezone('utc', clock_timestamp())
          where id = ${gap}::bigint and draft_before is not null`
      : await tx.$executeRaw`
          update question_gaps set note = note_before, note_before = note, note_by = ${by}::uuid, note_at = timezone('utc', clock_timestamp())
          where id = ${gap}::bigint and note_before is not null`;
  return count > 0;
}
