import 'server-only';
import { z } from 'zod';
import type { Done } from '#lib/questions/gaps/detail.ts';
import type { Closing } from '#lib/questions/gaps/gap.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { createGapEvent, type DoneByPeople } from './events.ts';
import { type Standing, standingSchema } from './standing.ts';

/** A gap as a person saw it: what was changed since is not overwritten. */
export type SeenGap = { gap: string; version: number };

/** Gives a gap to somebody who may work on it, or to nobody. */
export function assignGap(actor: Actor, seen: SeenGap, assignee: string | null): Promise<Result<Done>> {
  return change(actor, seen, 'assigned', async (tx, gap) => {
    if (gap.closed !== null) return closedAlready;
    if (assignee !== null && !(await mayTriage(tx, assignee)))
      return fail('invalid', 'This person cannot work on gaps: it takes an analyst or an admin.');
    await tx.$executeRaw`update question_gaps set assignee = ${assignee}::uuid where id = ${seen.gap}::bigint`;
    return ok({ assignee });
  });
}

/** Sets the day by which a gap is to be fixed, or none. */
export function setGapDue(actor: Actor, seen: SeenGap, due: string | null): Promise<Result<Done>> {
  return change(actor, seen, 'due', async (tx, gap) => {
    if (gap.closed !== null) return closedAlready;
    await tx.$executeRaw`update question_gaps set due_on = ${due}::date where id = ${seen.gap}::bigint`;
    return ok({ due });
  });
}

/**
 * Closes a gap. From this instant on, by the turns' own time and by when they come in, failures count against it:
 * `lookForGaps` reopens it.
 * @param reason why it is not to be fixed; a fix needs none, and leaves that of before to an undo
 */
export function closeGap(actor: Actor, seen: SeenGap, closing: Closing, reason: string | null): Promise<Result<Done>> {
  return change(actor, seen, closing, async (tx, gap) => {
    if (gap.closed !== null) return closedAlready;
    await tx.$executeRaw`
      update question_gaps set closed = ${closing}::text, closed_at = timezone('utc', clock_timestamp()), closed_snapshot = pg_current_snapshot()::text,
        closed_sessions = (figures->'sessions'->>'all')::int, reopened_at = null, figures = figures || '{"since": {"sessions": 0, "turns": 0}}',
        reason = case when ${closing}::text = 'fixed' then reason else ${reason}::text end, reason_before = case when ${closing}::text = 'fixed' then reason_before else reason end,
        fixed_at = case when ${closing}::text = 'fixed' then timezone('utc', clock_timestamp()) else fixed_at end
      where id = ${seen.gap}::bigint`;
    return ok({});
  });
}

/** Opens a closed gap again. */
export function openGap(actor: Actor, seen: SeenGap): Promise<Result<Done>> {
  return change(actor, seen, 'opened', async (tx, gap) => {
    if (gap.closed === null) return fail('conflict', 'This gap is open already.');
    await tx.$executeRaw`
      update question_gaps set closed = null, closed_at = null, closed_snapshot = null, closed_sessions = null where id = ${seen.gap}::bigint`;
    return ok({});
  });
}

/** For whatever is done to a gap that is shown no more. */
export const joinedAnother = fail('conflict', 'Its group was merged into another; the gap there took over.');
const closedAlready = fail('conflict', 'This gap is closed. Open it again first.');

type Work = (tx: Transaction, gap: Standing) => Promise<Result<Record<string, unknown>>>;

/** One change of one gap in one transaction: the row, its event with what was before, and the audit row. */
async function change(actor: Actor, seen: SeenGap, kind: DoneByPeople, work: Work): Promise<Result<Done>> {
  requirePermission(actor, 'gaps.triage');
  return inTransaction(actor, async (tx) => {
    const gap = await lockGap(tx, seen);
    if (!gap.ok) return gap;
    const done = await work(tx, gap.value);
    if (!done.ok) return done;
    const version = seen.version + 1;
    await tx.$executeRaw`update question_gaps set version = version + 1 where id = ${seen.gap}::bigint`;
    const event = await createGapEvent(tx, actorTag(actor), seen.gap, kind, {
      ...done.value,
      version,
      before: gap.value,
    });
    await recordAudit(tx, actor, { action: `gap.${kind}`, targetType: 'gap', targetId: seen.gap });
    return ok({ event, version });
  });
}

const lockedSchema = standingSchema.extend({ version: z.int(), joined_into: z.string().nullable() });

/** The gap locked, as it stands; a failure in words when it is gone or was changed since it was seen. */
export async function lockGap(tx: Transaction, { gap, version }: SeenGap): Promise<Result<Standing>> {
  const rows = await tx.$queryRaw`
    select closed, closed_at::text, closed_snapshot, closed_sessions, fixed_at::text, reopened_at::text, assignee::text, due_on::text, figures->'since' as since, version, joined_into::text
    from question_gaps where id = ${gap}::bigint for update`;
  const row = z.array(lockedSchema).parse(rows)[0];
  if (row === undefined) return fail('not_found', 'This gap is not there any more.');
  if (row.joined_into !== null) return joinedAnother;
  if (row.version !== version) return fail('conflict', await whoWasFirst(tx, gap));
  return ok(standingSchema.parse(row));
}

async function whoWasFirst(tx: Transaction, gap: string): Promise<string> {
  const rows = await tx.$queryRaw`
    select e.actor, u.name from question_gap_events e left join users u on e.actor = 'user:' || u.id
    where e.gap_id = ${gap}::bigint order by e.id desc limit 1`;
  const last = z.array(z.object({ actor: z.string(), name: z.string().nullable() })).parse(rows)[0];
  if (last?.actor === 'system:worker')
    return 'Not saved: the gap changed by itself meanwhile. It is shown as it is now.';
  return `Not saved: ${last?.name ?? 'somebody'} changed this gap first. It is shown as it is now.`;
}

async function mayTriage(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw`
    select exists (select from users where id = ${id}::uuid and not banned and role in ('analyst', 'admin')) as may`;
  return z.tuple([z.object({ may: z.boolean() })]).parse(rows)[0].may;
}

/** An actor's id when it is a person, for columns that name one. */
export function personOf(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.id : null;
}
