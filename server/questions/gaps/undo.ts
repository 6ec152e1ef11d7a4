import 'server-only';
import { z } from 'zod';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { doneByPeople } from './events.ts';
import { type Standing, standingSchema } from './standing.ts';
import { restoreText } from './words.ts';

const eventSchema = z.object({
  id: z.string(),
  kind: z.string(),
  before: z.unknown(),
  joined: z.boolean(),
});
const kindSchema = z.enum(doneByPeople);
export type Undone = z.infer<typeof kindSchema>;

/**
 * Takes back what was last done to a gap, whoever did it; again, what was done before that. What the product did by itself
 * meanwhile ends it: a gap that reopened does so because it fails.
 * @returns what was taken back
 */
export async function undoGap(actor: Actor, gap: string): Promise<Result<Undone>> {
  requirePermission(actor, 'gaps.triage');
  return inTransaction(actor, async (tx) => {
    const last = await lockLast(tx, gap);
    if (last === null) return fail('conflict', 'Nothing was done to this gap that could be taken back.');
    if (last.joined) return fail('conflict', 'Its group was merged into another; the gap there took over.');
    const kind = kindSchema.safeParse(last.kind);
    if (!kind.success) return fail('conflict', itself[last.kind] ?? 'The gap changed by itself since.');
    if (kind.data === 'drafted' || kind.data === 'noted') {
      if (!(await restoreText(tx, actor, gap, kind.data === 'drafted' ? 'draft' : 'note')))
        return fail('conflict', 'The text before that was not kept.');
    } else await restoreStanding(tx, gap, standingSchema.parse(last.before));
    await tx.$executeRaw`
      update question_gap_events set undone_by = ${actorTag(actor)}, undone_at = timezone('utc', clock_timestamp()) where id = ${last.id}::bigint`;
    await recordAudit(tx, actor, {
      action: 'gap.undo',
      targetType: 'gap',
      targetId: gap,
      details: { undone: kind.data },
    });
    return ok(kind.data);
  });
}

const itself: Record<string, string> = {
  reopened: 'It was reopened since, because its question failed again.',
  joined: 'Another gap joined it since, with its group.',
  parted: 'It parted from another gap since, with its group.',
};

/** The last event that stands and changed the gap. That it came, went out of sight or followed its group stands in nobody's way. */
async function lockLast(tx: Transaction, gap: string): Promise<z.infer<typeof eventSchema> | null> {
  const rows = await tx.$queryRaw`
    select e.id::text as id, e.kind, e.details->'before' as before, g.joined_into is not null as joined
    from question_gaps g join question_gap_events e on e.gap_id = g.id
    where g.id = ${gap}::bigint and e.undone_at is null and e.kind not in ('appeared', 'vanished', 'returned', 'followed')
    order by e.id desc limit 1 for update of g`;
  return z.array(eventSchema).parse(rows)[0] ?? null;
}

async function restoreStanding(tx: Transaction, gap: string, before: Standing): Promise<void> {
  await tx.$executeRaw`
    update question_gaps set closed = ${before.closed}::text, closed_at = ${before.closed_at}::timestamp, closed_snapshot = ${before.closed_snapshot}::text,
      closed_sessions = ${before.closed_sessions}::int, fixed_at = ${before.fixed_at}::timestamp, reopened_at = ${before.reopened_at}::timestamp,
      assignee = (select id from users where id = ${before.assignee}::uuid), due_on = ${before.due_on}::date,
      version = version + 1
    where id = ${gap}::bigint`;
}
