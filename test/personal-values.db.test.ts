import { expect, test } from 'vitest';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import type { Result } from '#lib/result.ts';
import { createApiKey, revokeApiKey } from '#server/core/auth/api-key.ts';
import { signIn } from '#server/core/auth/sign-in.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { createContact, deleteContact, restoreContact, updateContact } from '#server/phonebook/mutations.ts';
import { reportMistake, resolveReport } from '#server/phonebook/reports.ts';
import { renameGroup } from '#server/questions/rulings/marks.ts';
import { exportAudit } from '#server/settings/audit/export.ts';
import { updateSettings } from '#server/settings/mutations.ts';
import {
  banUser,
  changeRole,
  createUser,
  deleteUser,
  inviteUser,
  makeResetLink,
  unbanUser,
} from '#server/settings/users/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { visitor } from '#test/people.ts';

// One file for all areas, since the log is one: what is personal in any of them must not be in it.
withDatabase();

const personal = {
  name: 'Zsófia Quillfeather',
  email: 'zsofia.quillfeather@example.org',
  stranger: 'nobody.known@example.org',
  password: 'correct horse battery staple',
  fullName: 'Barnaby Wexcombe',
  contactEmail: 'barnaby@example.net',
  mobile: '202-555-0173',
  notes: 'Prefers letters in purple',
  message: 'He moved to Timbuktu',
  keyName: 'Marmalade bot',
  groupName: 'Whereabouts of Archibald',
  organisation: 'Gloomhaven Savings',
};

test('the audit log holds ids and names of fields, and nothing personal', async () => {
  const admin = userActor('admin');
  const network = crypto.randomUUID();
  const { userId } = value(
    await createUser(admin, {
      email: personal.email,
      name: personal.name,
      role: 'analyst',
      password: personal.password,
    }),
  );
  const invited = value(
    await inviteUser(admin, {
      email: personal.stranger.replace('nobody', 'some'),
      name: personal.name,
      role: 'operator',
    }),
  );
  await signIn(visitor([], network), { email: personal.email, password: personal.password, keep: true });
  await signIn(visitor([], network), { email: personal.email, password: 'wrong password, wrong', keep: true });
  await signIn(visitor([], network), { email: personal.stranger, password: personal.password, keep: true });
  value(await makeResetLink(admin, userId));
  value(await changeRole(admin, userId, 'operator'));
  value(await banUser(admin, userId));
  value(await unbanUser(admin, userId));
  value(await deleteUser(admin, invited.userId));

  const made = value(
    await createApiKey(admin, { name: personal.keyName, scopes: ['phonebook:read'], expiresAt: null }),
  );
  value(await revokeApiKey(admin, made.id));
  value(await updateSettings(admin, { organisationName: personal.organisation }, {}));

  const input = contactInputSchema.parse({ full_name: personal.fullName, email: personal.contactEmail });
  const saved = value(await createContact(admin, input));
  if (saved.state !== 'saved') throw new Error('It was not saved.');
  const { id, version } = saved.contact;
  value(await updateContact(admin, id, { version, patch: { mobile: personal.mobile, notes: personal.notes } }));
  const report = value(await reportMistake(admin, id, { field: null, message: personal.message }));
  value(await resolveReport(admin, report.id));
  value(await deleteContact(admin, id));
  value(await restoreContact(admin, id));
  const named = await mainPool().query<{ id: number }>(
    'insert into question_groups default values returning id::float8 as id',
  );
  value(await renameGroup(admin, { id: named.rows[0]?.id ?? 0, version: 1 }, personal.groupName));
  await exportAudit(admin, { actor: personal.email }, 'UTC');

  const { rows } = await mainPool().query<{ action: string; text: string; details: Record<string, unknown> }>(
    'select action, audit_log::text as text, details from audit_log',
  );
  const log = rows.map((row) => row.text).join('\n');
  for (const [what, value] of Object.entries({ ...personal, key: made.key }))
    for (const part of [value, ...value.split(/[\s@.-]/).filter((word) => word.length > 6)])
      expect(log.toLowerCase(), what).not.toContain(part.toLowerCase());
  expect(new Set(rows.map((row) => row.action)).size).toBeGreaterThanOrEqual(15);
  for (const { details } of rows)
    for (const value of Object.values(details).flat())
      expect(String(value), JSON.stringify(details)).toMatch(/^[\w:.-]{0,60}$/);
});

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.fieldErrors)}`);
  return result.value;
}
