import 'server-only';
import { z } from 'zod';
import type { ReportInput } from '#lib/phonebook/report-form.ts';
import { type Failure, fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { seesDeleted } from '#server/phonebook/deleted.ts';
import { readContact } from '#server/phonebook/queries.ts';

/** Open reports of one person: more of one entry say nothing new, and more in all would bury those of others. */
const MOST_OPEN_OF_AN_ENTRY = 3;
const MOST_OPEN = 20;
/** Any number, the same for all; the second half of the lock is the person. */
const REPORTS_LOCK = 7_215_002;

const idRow = z.tuple([z.object({ id: z.int() })]);

/**
 * Tells the admins what is wrong in an entry; it stands on their home page until one of them resolves it. One person may
 * have 3 open reports of an entry and 20 in all.
 */
export async function reportMistake(
  actor: Actor,
  contactId: number,
  input: ReportInput,
): Promise<Result<{ id: number }>> {
  requirePermission(actor, 'phonebook.report');
  return inTransaction(actor, async (tx) => {
    const contact = await readContact(tx, contactId);
    if (contact === null || (contact.deleted_at !== null && !seesDeleted(actor)))
      return fail('not_found', 'This entry is not there any more.');
    const refused = await refuseFlood(tx, actor, contactId);
    if (refused !== null) return refused;
    const rows = await tx.$queryRaw`
      insert into entry_reports (employee, field, message, reported_by)
      values (${contactId}, ${input.field}, ${input.message}, ${actorTag(actor)}) returning id`;
    const [{ id }] = idRow.parse(rows);
    const details = { report: id, field: input.field };
    await recordAudit(tx, actor, { action: 'employee.report', targetType: 'employee', targetId: contactId, details });
    return ok({ id });
  });
}

/** Counts under a lock, so that many at once are not all let in. */
async function refuseFlood(tx: Transaction, actor: Actor, contactId: number): Promise<Failure | null> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${REPORTS_LOCK}::int, hashtext(${actorTag(actor)}))`;
  const rows = await tx.$queryRaw`
    select count(*)::int as total, (count(*) filter (where employee = ${contactId}))::int as "ofEntry"
    from entry_reports where reported_by = ${actorTag(actor)} and resolved_at is null`;
  const open = z.tuple([z.object({ total: z.int(), ofEntry: z.int() })]).parse(rows)[0];
  if (open.ofEntry >= MOST_OPEN_OF_AN_ENTRY)
    return fail(
      'rate_limited',
      `${open.ofEntry} of your reports of this entry are still open. An admin will look at them first.`,
    );
  if (open.total >= MOST_OPEN)
    return fail(
      'rate_limited',
      `${open.total} of your reports are still open. Report more when an admin has looked at some.`,
    );
  return null;
}

/** Takes a report off the list: the entry was mended, or was right. */
export async function resolveReport(actor: Actor, id: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.edit');
  return inTransaction(actor, async (tx) => {
    const count = await tx.$executeRaw`
      update entry_reports set resolved_by = ${actorTag(actor)}, resolved_at = now() where id = ${id} and resolved_at is null`;
    if (count === 0) return fail('not_found', 'This report is not there or is already resolved.');
    await recordAudit(tx, actor, { action: 'report.resolve', targetType: 'report', targetId: id });
    return ok(null);
  });
}
