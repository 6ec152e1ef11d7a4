import 'server-only';
import { ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { FIGURES_TAG, PHONEBOOK_TAG } from '#server/phonebook/list.ts';
import { samplePeople } from '#server/phonebook/sample-people.ts';

/** Adds the invented people, each marked `sample`; does nothing when they are there. */
export async function addSamplePeople(actor: Actor): Promise<Result<{ count: number }>> {
  requirePermission(actor, 'phonebook.edit');
  const count = await inTransaction(actor, async (tx) => {
    const added = await tx.$executeRaw`
      insert into employees (employee_id, full_name, designation, department, division, email, telephone, pabx, ip_phone,
        mobile, group_email, kind, source)
      select p.employee_id, p.full_name, p.designation, p.department, p.division, p.email, p.telephone, p.pabx, p.ip_phone,
        p.mobile, p.group_email, p.kind, 'sample'
      from jsonb_populate_recordset(null::employees, ${JSON.stringify(samplePeople)}::jsonb) as p
      where not exists (select from employees where source = 'sample')`;
    if (added > 0) await audit(tx, actor, 'sample.add', added);
    return added;
  });
  await cache().forget([PHONEBOOK_TAG, FIGURES_TAG]);
  return ok({ count });
}

/** Removes the invented people for good; their history says so. */
export async function removeSamplePeople(actor: Actor): Promise<Result<{ count: number }>> {
  requirePermission(actor, 'phonebook.edit');
  const count = await inTransaction(actor, async (tx) => {
    const removed = await tx.$executeRaw`delete from employees where source = 'sample'`;
    if (removed > 0) await audit(tx, actor, 'sample.remove', removed);
    return removed;
  });
  await cache().forget([PHONEBOOK_TAG, FIGURES_TAG]);
  return ok({ count });
}

function audit(tx: Parameters<typeof recordAudit>[0], actor: Actor, action: string, count: number) {
  return recordAudit(tx, actor, { action, targetType: 'phonebook', targetId: 'sample', details: { count } });
}
