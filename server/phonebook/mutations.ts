import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Contact, contactSchema } from '#lib/phonebook/contact.ts';
import type { ContactInput, ContactPatch } from '#lib/phonebook/contact-form.ts';
import { type ContactField, contactFields } from '#lib/phonebook/fields.ts';
import type { Duplicate, Saved } from '#lib/phonebook/saved.ts';
import { type Failure, fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { contactColumns } from '#server/phonebook/columns.ts';
import { readRevisions } from '#server/phonebook/history.ts';
import { PHONEBOOK_TAG } from '#server/phonebook/list.ts';
import { readContact } from '#server/phonebook/queries.ts';

const GONE = 'This entry is not there any more.';

/** Adds an entry. An id or e-mail that another entry bears is told first and written only with `allowDuplicate`. */
export async function createContact(
  actor: Actor,
  input: ContactInput,
  options: { allowDuplicate?: boolean } = {},
): Promise<Result<Saved>> {
  requirePermission(actor, 'phonebook.edit');
  const result = await inTransaction<Result<Saved>>(actor, async (tx) => {
    const duplicates = options.allowDuplicate === true ? [] : await findDuplicates(tx, input, null);
    if (duplicates.length > 0) return ok({ state: 'duplicate', duplicates });
    const contact = await insertContact(tx, input);
    await recordAudit(tx, actor, auditOf('employee.create', contact.id));
    return ok({ state: 'saved', contact });
  });
  await cache().forget([PHONEBOOK_TAG]);
  return result;
}

export type ContactChange = { version: number; patch: ContactPatch; allowDuplicate?: boolean };

/**
 * Changes some fields of the entry as it was at `version`. When somebody changed it since, nothing is written and their
 * entry comes back, so that the person chooses field by field.
 */
export async function updateContact(actor: Actor, id: number, change: ContactChange): Promise<Result<Saved>> {
  requirePermission(actor, 'phonebook.edit');
  const result = await inTransaction<Result<Saved>>(actor, async (tx) => {
    const current = await readContact(tx, id, 'lock');
    if (current === null || current.deleted_at !== null) return fail('not_found', GONE);
    const fields = contactFields.filter((field) => field in change.patch && change.patch[field] !== current[field]);
    if (fields.length === 0) return ok({ state: 'saved', contact: current });
    if (current.version !== change.version)
      return ok({ state: 'conflict', theirs: current, revisions: await readRevisions(tx, id, change.version) });
    const wanted = pick(change.patch, fields);
    const duplicates = change.allowDuplicate === true ? [] : await findDuplicates(tx, wanted, id);
    if (duplicates.length > 0) return ok({ state: 'duplicate', duplicates });
    const contact = await writeFields(tx, id, wanted);
    await recordAudit(tx, actor, auditOf('employee.update', id, { fields }));
    return ok({ state: 'saved', contact });
  });
  await cache().forget([PHONEBOOK_TAG]);
  return result;
}

/** Marks an entry as deleted; it stays restorable. Deleting twice is one deletion. */
export async function deleteContact(actor: Actor, id: number): Promise<Result<Contact>> {
  return setDeleted(actor, id, true);
}

/** Takes a deletion back. */
export async function restoreContact(actor: Actor, id: number): Promise<Result<Contact>> {
  return setDeleted(actor, id, false);
}

async function setDeleted(actor: Actor, id: number, deleted: boolean): Promise<Result<Contact>> {
  requirePermission(actor, 'phonebook.edit');
  const result = await inTransaction(actor, async (tx) => {
    const current = await readContact(tx, id, 'lock');
    if (current === null) return fail('not_found', GONE);
    if ((current.deleted_at !== null) === deleted) return ok(current);
    const contact = await writeDeleted(tx, id, deleted);
    await recordAudit(tx, actor, auditOf(deleted ? 'employee.delete' : 'employee.restore', id));
    return ok(contact);
  });
  await cache().forget([PHONEBOOK_TAG]);
  return result;
}

/**
 * Takes one change of an entry back, or one field of it: the fields return to what they were before that change.
 * A deletion is taken back by restoring. @param version the entry as the person sees it
 */
export async function revertRevision(
  actor: Actor,
  id: number,
  wish: { revision: string; field: ContactField | null; version: number },
): Promise<Result<Saved>> {
  requirePermission(actor, 'phonebook.edit');
  const result = await inTransaction<Result<Saved>>(actor, async (tx) => {
    const current = await readContact(tx, id, 'lock');
    const revision = (await readRevisions(tx, id, 0)).find((one) => one.id === wish.revision);
    if (current === null || current.deleted_at !== null || revision === undefined) return fail('not_found', GONE);
    if (current.version !== wish.version)
      return ok({ state: 'conflict', theirs: current, revisions: await readRevisions(tx, id, wish.version) });
    const before = new Map(revision.changes.map((change) => [change.field, change.before]));
    const fields = contactFields.filter(
      (field) =>
        before.has(field) && (wish.field === null || wish.field === field) && before.get(field) !== current[field],
    );
    const refused = refuseRevert(revision.operation, fields, before);
    if (refused !== null) return refused;
    const contact = await writeFields(
      tx,
      id,
      Object.fromEntries(fields.map((field) => [field, before.get(field) ?? null])),
    );
    await recordAudit(tx, actor, auditOf('employee.revert', id, { fields, revision: wish.revision }));
    return ok({ state: 'saved', contact });
  });
  await cache().forget([PHONEBOOK_TAG]);
  return result;
}

function refuseRevert(
  operation: string,
  fields: readonly ContactField[],
  before: ReadonlyMap<string, string | null>,
): Failure | null {
  if (operation === 'created') return fail('invalid', 'The making of an entry is taken back by deleting it.');
  if (fields.length === 0) return fail('invalid', 'Every field of this change is already as it was before.');
  if (fields.includes('full_name') && before.get('full_name') === null)
    return fail('invalid', 'An entry needs a full name.');
  return null;
}

function auditOf(action: string, id: number, details: Record<string, string | string[]> = {}) {
  return { action, targetType: 'employee', targetId: id, details };
}

function pick(patch: ContactPatch, fields: readonly ContactField[]): ContactPatch {
  return Object.fromEntries(fields.map((field) => [field, patch[field] ?? null]));
}

/** Entries other than `id` that bear the same employee id or e-mail, the lowest id first, one a field. */
async function findDuplicates(db: Database, wanted: ContactPatch, id: number | null): Promise<Duplicate[]> {
  const { employee_id: employeeId = null, email = null } = wanted;
  const rows = await db.$queryRaw`
    (select 'employee_id' as field, id, full_name from employees
      where lower(left(employee_id, 200)) = lower(${employeeId}::text) and deleted_at is null and id is distinct from ${id}::int
      order by id limit 1)
    union all
    (select 'email', id, full_name from employees
      where lower(left(email, 200)) = lower(${email}::text) and deleted_at is null and id is distinct from ${id}::int
      order by id limit 1)`;
  return duplicateRows.parse(rows);
}

const duplicateRows = z.array(
  z.object({ field: z.enum(['employee_id', 'email']), id: z.int(), full_name: z.string() }),
);

async function insertContact(tx: Transaction, input: ContactInput): Promise<Contact> {
  const rows = await tx.$queryRaw`
    insert into employees as e (${Prisma.raw(contactFields.join(', '))}, source)
    values (${Prisma.join(contactFields.map((field) => input[field]))}, 'hand')
    returning ${contactColumns}`;
  return onlyContact(rows);
}

async function writeFields(tx: Transaction, id: number, fields: ContactPatch): Promise<Contact> {
  const sets = contactFields
    .filter((field) => field in fields)
    .map((field) => Prisma.sql`${Prisma.raw(field)} = ${fields[field] ?? null}`);
  return onlyContact(
    await tx.$queryRaw`update employees e set ${Prisma.join(sets)} where e.id = ${id} returning ${contactColumns}`,
  );
}

async function writeDeleted(tx: Transaction, id: number, deleted: boolean): Promise<Contact> {
  const at = deleted ? Prisma.sql`now()` : Prisma.sql`null`;
  return onlyContact(
    await tx.$queryRaw`update employees e set deleted_at = ${at} where e.id = ${id} returning ${contactColumns}`,
  );
}

function onlyContact(rows: unknown): Contact {
  return z.tuple([contactSchema]).parse(rows)[0];
}
