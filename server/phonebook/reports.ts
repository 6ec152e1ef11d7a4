import 'server-only';
import { z } from 'zod';
import type { ReportInput } from '#lib/phonebook/report-form.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { readContact } from '#server/phonebook/queries.ts';

const idRow = z.tuple([z.object({ id: z.int() })]);

/** Tells the admins what is wrong in an entry; it stands on their home page until one of them resolves it. */
export async function reportMistake(
  actor: Actor,
  contactId: number,
  input: ReportInput,
): Promise<Result<{ id: number }>> {
  requirePermission(actor, 'phonebook.report');
  return inTransaction(actor, async (tx) => {
    if ((await readContact(tx, contactId)) === null) return fail('not_found', 'This entry is not there any more.');
    const rows = await tx.$queryRaw`
      insert into entry_reports (employee, field, message, reported_by)
      values (${contactId}, ${input.field}, ${input.message}, ${actorTag(actor)}) returning id`;
    const [{ id }] = idRow.parse(rows);
    const details = { report: id, field: input.field };
    await recordAudit(tx, actor, { action: 'employee.report', targetType: 'employee', targetId: contactId, details });
    return ok({ id });
  });
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
