import { beforeEach, describe, expect, test } from 'vitest';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findRevisions } from './history.ts';
import { createContact, deleteContact, restoreContact, revertRevision, updateContact } from './mutations.ts';
import { findOpenReports, getContact } from './queries.ts';
import { reportMistake, resolveReport } from './reports.ts';
import { addSamplePeople, removeSamplePeople } from './sample.ts';

withDatabase();
const admin = userActor('admin');
const analyst = userActor('analyst');
const operator = userActor('operator');

beforeEach(async () => {
  await prisma().$executeRaw`truncate employees, employee_revisions, entry_reports, audit_log`;
});

async function make(fields: Record<string, string>) {
  const result = await createContact(admin, contactInputSchema.parse({ full_name: 'Rob Martwick', ...fields }));
  if (!result.ok || result.value.state !== 'saved') throw new Error('The entry was not made.');
  return result.value.contact;
}

async function auditActions() {
  const rows = await prisma().$queryRaw<{ action: string }[]>`select action from audit_log order by id`;
  return rows.map((row) => row.action);
}

describe('writing is for admins', () => {
  test.each([
    ['create', () => createContact(analyst, contactInputSchema.parse({ full_name: 'X' }))],
    ['update', () => updateContact(analyst, 1, { version: 1, patch: { mobile: '1' } })],
    ['delete', () => deleteContact(analyst, 1)],
    ['restore', () => restoreContact(analyst, 1)],
    ['revert', () => revertRevision(analyst, 1, { revision: '1', field: null, version: 1 })],
    ['resolve a report', () => resolveReport(analyst, 1)],
    ['add sample people', () => addSamplePeople(analyst)],
    ['remove sample people', () => removeSamplePeople(analyst)],
    ['read reports', () => findOpenReports(operator)],
  ])('%s', async (_name, call) => {
    await expect(call()).rejects.toThrow('Only admins may do that.');
  });
});

test('a change writes row, history and audit together, with field names and no values in the audit', async () => {
  const { id } = await make({ mobile: '773-286-1115' });
  const saved = await updateContact(admin, id, { version: 1, patch: { mobile: '773-286-1116', notes: null } });
  expect(saved).toMatchObject({ ok: true, value: { state: 'saved', contact: { version: 2, mobile: '773-286-1116' } } });
  const [latest] = await findRevisions(operator, id);
  expect(latest).toMatchObject({
    operation: 'changed',
    version: 2,
    changes: [{ field: 'mobile', before: '773-286-1115', after: '773-286-1116' }],
  });
  expect(await auditActions()).toEqual(['employee.create', 'employee.update']);
  const rows = await prisma().$queryRaw<
    { text: string }[]
  >`select details::text as text from audit_log order by id desc limit 1`;
  expect(rows[0]?.text).toBe('{"fields": ["mobile"]}');
});

test('the second of two editors sees what the first changed, and nothing is written', async () => {
  const { id } = await make({ mobile: '1111' });
  await updateContact(admin, id, { version: 1, patch: { mobile: '2222' } });
  const second = await updateContact(admin, id, { version: 1, patch: { mobile: '3333', department: 'Cards' } });
  expect(second).toMatchObject({
    ok: true,
    value: {
      state: 'conflict',
      theirs: { version: 2, mobile: '2222' },
      revisions: [{ changes: [{ field: 'mobile' }] }],
    },
  });
  expect(await getContact(operator, id)).toMatchObject({ mobile: '2222', department: null, version: 2 });
});

test('two editors at the same instant: one is saved, the other is told', async () => {
  const { id } = await make({});
  const both = await Promise.all(
    ['Cards', 'Treasury'].map((department) => updateContact(admin, id, { version: 1, patch: { department } })),
  );
  expect(both.map((result) => result.ok && result.value.state).toSorted()).toEqual(['conflict', 'saved']);
});

test('an id or e-mail that somebody has is told first and written when wanted', async () => {
  await make({ employee_id: '05254', email: 'rob@example.org' });
  const input = contactInputSchema.parse({ full_name: 'Lena M', employee_id: '05254', email: 'ROB@example.org' });
  const first = await createContact(admin, input);
  expect(first).toMatchObject({
    value: {
      state: 'duplicate',
      duplicates: [{ field: 'employee_id', full_name: 'Rob Martwick' }, { field: 'email' }],
    },
  });
  expect(await createContact(admin, input, { allowDuplicate: true })).toMatchObject({ value: { state: 'saved' } });
});

test('an entry edited to its own e-mail is no duplicate of itself', async () => {
  const { id } = await make({ email: 'rob@example.org' });
  const saved = await updateContact(admin, id, { version: 1, patch: { email: 'Rob@example.org' } });
  expect(saved).toMatchObject({ value: { state: 'saved' } });
});

test('deleted, restored, and both stand in the history', async () => {
  const { id } = await make({});
  await deleteContact(admin, id);
  expect((await getContact(admin, id))?.deleted_at).not.toBeNull();
  expect(await updateContact(admin, id, { version: 2, patch: { mobile: '1' } })).toMatchObject({ code: 'not_found' });
  await restoreContact(admin, id);
  await restoreContact(admin, id);
  expect((await findRevisions(operator, id)).map((one) => one.operation)).toEqual(['restored', 'deleted', 'created']);
});

test('a deleted entry, its history and its reports are for admins alone', async () => {
  const { id } = await make({});
  await deleteContact(admin, id);
  for (const actor of [operator, analyst, keyActor('phonebook:read')]) {
    expect(await getContact(actor, id)).toBeNull();
    expect(await findRevisions(actor, id)).toEqual([]);
  }
  expect(await reportMistake(operator, id, { field: null, message: 'It is wrong.' })).toMatchObject({
    code: 'not_found',
  });
  expect(await getContact(admin, id)).toMatchObject({ id });
  expect(await findRevisions(admin, id)).toHaveLength(2);
  await restoreContact(admin, id);
  expect(await getContact(operator, id)).toMatchObject({ id });
});

test('one field of a change is taken back, and the rest stays', async () => {
  const { id } = await make({ mobile: '1111', department: 'Cards' });
  await updateContact(admin, id, { version: 1, patch: { mobile: '2222', department: 'Treasury' } });
  const [change] = await findRevisions(operator, id);
  const revision = change?.id ?? '';
  const reverted = await revertRevision(admin, id, { revision, field: 'mobile', version: 2 });
  expect(reverted).toMatchObject({ value: { contact: { mobile: '1111', department: 'Treasury', version: 3 } } });
  await revertRevision(admin, id, { revision, field: null, version: 3 });
  expect(await getContact(operator, id)).toMatchObject({ mobile: '1111', department: 'Cards' });
  expect(await revertRevision(admin, id, { revision, field: null, version: 4 })).toMatchObject({ code: 'invalid' });
});

test('an operator reports, an admin resolves', async () => {
  const { id } = await make({});
  await reportMistake(operator, id, { field: 'mobile', message: 'The number is cut off.' });
  const { reports } = await findOpenReports(admin);
  expect(reports).toMatchObject([{ contact: { id }, field: 'mobile', message: 'The number is cut off.' }]);
  expect(await resolveReport(admin, reports[0]?.id ?? 0)).toMatchObject({ ok: true });
  expect(await findOpenReports(admin)).toEqual({ reports: [], total: 0 });
});

test('one person has 3 open reports of an entry and 20 in all, also when all come at once', async () => {
  const reports = (id: number, times: number, actor = operator) =>
    Promise.all(
      Array.from({ length: times }, () => reportMistake(actor, id, { field: null, message: 'It is wrong.' })),
    );
  const accepted = (results: { ok: boolean }[]) => results.filter((result) => result.ok).length;
  const first = await make({});
  const flood = await reports(first.id, 8);
  expect(accepted(flood)).toBe(3);
  expect(flood.find((result) => !result.ok)).toMatchObject({
    code: 'rate_limited',
    message: '3 of your reports of this entry are still open. An admin will look at them first.',
  });
  for (let index = 0; index < 6; index += 1) await reports((await make({})).id, 3);
  expect(accepted(await reports((await make({})).id, 3))).toBe(0);
  expect(accepted(await reports(first.id, 1, analyst))).toBe(1);
  const { reports: open, total } = await findOpenReports(admin);
  expect(total).toBe(21);
  await resolveReport(admin, open[0]?.id ?? 0);
  expect(accepted(await reports(first.id, 1))).toBe(1);
});

test('sample people come once and go at once, others stay', async () => {
  await make({});
  expect(await addSamplePeople(admin)).toMatchObject({ value: { count: 23 } });
  expect(await addSamplePeople(admin)).toMatchObject({ value: { count: 0 } });
  expect(await removeSamplePeople(admin)).toMatchObject({ value: { count: 23 } });
  const rows = await prisma().$queryRaw<{ count: number }[]>`select count(*)::int as count from employees`;
  expect(rows[0]?.count).toBe(1);
});
