import 'server-only';
import { z } from 'zod';
import type { GapStep } from '#lib/questions/gaps/input.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { type DoneByPeople, doneByPeople, wroteText } from './events.ts';
import { joinedAnother } from './mutations.ts';
import { type Standing, standingSchema } from './standing.ts';
import { swapText } from './words.ts';

/** What was taken back; a text that was taken back can be brought back. */
export type Undone = DoneByPeople | 'redrafted' | 'renoted';

/**
 * Takes back what was last done to a gap, whoever did it; again, what was done before that. What the product did by itself
 * meanwhile ends it: a gap that reopened does so because it fails. Drafts and notes are left alone.
 * @param step what is to be taken back: refused when something else was done since. One that wrote a text changes places
 *   with the text before it: named again, it is back. One whose answer was lost is the caller's own, or was never done
 */
export async function undoGap(actor: Actor, gap: string, step: GapStep['event']): Promise<Result<Undone>> {
  requirePermission(actor, 'gaps.triage');
  return inTransaction(actor, async (tx) => {
    if (await lockJoined(tx, gap)) return joinedAnother;
    const event = typeof step === 'object' && step !== null ? await readEventUpon(tx, actor, gap, step.upon) : step;
    if (event === null && step !== null) return fail('conflict', 'It was not done, so there is nothing to take back.');
    const text = event === null ? null : await readTextEvent(tx, gap, event);
    const undone = text === null ? await takeBack(tx, actor, gap, event) : await swapBack(tx, actor, gap, text);
    if (!undone.ok) return undone;
    const details = { undone: undone.value };
    await recordAudit(tx, actor, { action: 'gap.undo', targetType: 'gap', targetId: gap, details });
    return undone;
  });
}

/** Locks the gap, so that what is read of it afterwards is its last. Whether it joined another. */
async function lockJoined(tx: Transaction, gap: string): Promise<boolean> {
  const rows = await tx.$queryRaw`
    select joined_into is not null as joined from question_gaps where id = ${gap}::bigint for update`;
  return z.array(z.object({ joined: z.boolean() })).parse(rows)[0]?.joined ?? false;
}

/** What this person did to that version of the gap: each change makes another. */
async function readEventUpon(tx: Transaction, actor: Actor, gap: string, version: number): Promise<string | null> {
  const rows = await tx.$queryRaw`
    select e.id::text as id from question_gap_events e
    where e.gap_id = ${gap}::bigint and e.actor = ${actorTag(actor)} and (e.details->>'version')::int = ${version + 1}::int`;
  return z.array(z.object({ id: z.string() })).parse(rows)[0]?.id ?? null;
}

async function takeBack(tx: Transaction, actor: Actor, gap: string, event: string | null): Promise<Result<Undone>> {
  const last = await readLast(tx, gap);
  if (event !== null && (last === null || BigInt(last.id) < BigInt(event)))
    return fail('conflict', 'This was taken back already.');
  if (last === null) return fail('conflict', 'Nothing was done to this gap that could be taken back.');
  const kind = z.enum(doneByPeople).safeParse(last.kind);
  if (!kind.success) return fail('conflict', itself[last.kind] ?? 'The gap changed by itself since.');
  if (event !== null && last.id !== event)
    return fail('conflict', `Not taken back: ${last.by ?? 'somebody'} changed this gap since.`);
  await restoreStanding(tx, gap, standingSchema.parse(last.before));
  if (kind.data === 'wont_fix') await restoreReason(tx, gap);
  await markUndone(tx, actor, last.id, true);
  return ok(kind.data);
}

const itself: Record<string, string> = {
  reopened: 'It was reopened since, because its question failed again.',
  joined: 'Another gap joined it since, with its group.',
  parted: 'It parted from another gap since, with its group.',
};

const eventSchema = z.object({ id: z.string(), kind: z.string(), before: z.unknown(), by: z.string().nullable() });

/** The last event that stands and changed the gap. That it came, went out of sight or followed its group stands in nobody's way. */
async function readLast(tx: Transaction, gap: string): Promise<z.infer<typeof eventSchema> | null> {
  const rows = await tx.$queryRaw`
    select e.id::text as id, e.kind, e.details->'before' as before, u.name as by
    from question_gap_events e left join users u on e.actor = 'user:' || u.id
    where e.gap_id = ${gap}::bigint and e.undone_at is null and e.kind not in ('appeared', 'vanished', 'returned', 'followed', 'drafted', 'noted')
    order by e.id desc limit 1`;
  return z.array(eventSchema).parse(rows)[0] ?? null;
}

const textEventSchema = z.object({ id: z.string(), kind: z.enum(wroteText), undone: z.boolean(), last: z.boolean() });
type TextEvent = z.infer<typeof textEventSchema>;

/** An event that wrote a text, and whether it is the last of its kind; null for any other. */
async function readTextEvent(tx: Transaction, gap: string, event: string): Promise<TextEvent | null> {
  const rows = await tx.$queryRaw`
    select e.id::text as id, e.kind, e.undone_at is not null as undone,
           not exists (select from question_gap_events n where n.gap_id = e.gap_id and n.kind = e.kind and n.id > e.id) as last
    from question_gap_events e where e.gap_id = ${gap}::bigint and e.id = ${event}::bigint and e.kind = any(${[...wroteText]}::text[])`;
  return z.array(textEventSchema).parse(rows)[0] ?? null;
}

async function swapBack(tx: Transaction, actor: Actor, gap: string, event: TextEvent): Promise<Result<Undone>> {
  const { id, kind, undone, last } = event;
  if (!last) return fail('conflict', 'It was written anew since; only the text before the last is kept.');
  if (!(await swapText(tx, actor, gap, kind === 'drafted' ? 'draft' : 'note')))
    return fail('conflict', 'The text before that was not kept.');
  await markUndone(tx, actor, id, !undone);
  return ok(undone ? again[kind] : kind);
}

const again = { drafted: 'redrafted', noted: 'renoted' } as const;

async function markUndone(tx: Transaction, actor: Actor, event: string, undone: boolean): Promise<void> {
  await tx.$executeRaw`
    update question_gap_events set undone_by = case when ${undone} then ${actorTag(actor)}::text end, undone_at = case when ${undone} then timezone('utc', clock_timestamp()) end
    where id = ${event}::bigint`;
}

/** One that is closed again is looked at next: what failed while it was open counts from that closing on. */
async function restoreStanding(tx: Transaction, gap: string, before: Standing): Promise<void> {
  const since = before.since === undefined ? null : JSON.stringify(before.since);
  await tx.$executeRaw`
    update question_gaps set closed = ${before.closed}::text, closed_at = ${before.closed_at}::timestamp, closed_snapshot = ${before.closed_snapshot}::text,
      closed_sessions = ${before.closed_sessions}::int, fixed_at = ${before.fixed_at}::timestamp, reopened_at = ${before.reopened_at}::timestamp,
      assignee = (select id from users where id = ${before.assignee}::uuid), due_on = ${before.due_on}::date,
      figures = jsonb_set(figures, '{since}', coalesce(${since}::jsonb, figures->'since')), looked_at = case when ${before.closed}::text is null then looked_at else 'epoch' end,
      version = version + 1
    where id = ${gap}::bigint`;
}

/** One reason before the last is kept: behind that, none is said rather than a wrong one. */
async function restoreReason(tx: Transaction, gap: string): Promise<void> {
  await tx.$executeRaw`update question_gaps set reason = reason_before, reason_before = null where id = ${gap}::bigint`;
}
