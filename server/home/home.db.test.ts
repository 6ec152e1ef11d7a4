import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor, UserActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { findNeeds } from '#server/home/needs.ts';
import { countContacts, findAdminNames, findChanges, findRecent, getAccess } from '#server/home/queries.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const ids = { admin: '', operator: '', key: '' };
const actors: { admin: Actor & UserActor; operator: Actor & UserActor } = {
  admin: userActor('admin'),
  operator: userActor('operator'),
};

async function insert(sql: string, values: unknown[] = []): Promise<string> {
  const { rows } = await mainPool().query(`${sql} returning id::text as id`, values);
  return String(rows[0]?.id);
}

beforeAll(async () => {
  const user = 'insert into users (name, email, role, two_factor_enabled) values ($1, $2, $3, $4)';
  ids.admin = await insert(user, ['Ines Moreau', 'ines@example.org', 'admin', false]);
  ids.operator = await insert(user, ['Tomás Rivera', 'tomas@example.org', 'operator', true]);
  actors.admin = userActor('admin', { id: ids.admin });
  actors.operator = userActor('operator', { id: ids.operator });
  const entry = 'insert into employees (full_name, department, mobile, email, source) values ($1, $2, $3, $4, $5)';
  await insert(entry, ['Lindsey LaPointe', 'Illinois House', '217-782-8400', 'l@example.org', null]);
  await insert(entry, ['Bob Marshall', 'Colorado House', '', 'b@example.org', null]);
  await insert(entry, ['Ann Millner', 'Utah Senate', null, '', 'sample']);
  await insert('insert into employees (full_name, telephone, deleted_at) values ($1, $2, now())', ['Gone', '1']);
});

async function audit(actor: string, action: string, type: string, target: string, details = {}): Promise<void> {
  await insert('insert into audit_log (actor, action, target_type, target_id, details) values ($1, $2, $3, $4, $5)', [
    actor,
    action,
    type,
    target,
    details,
  ]);
}

test('counts who can be reached, and leaves the deleted out', async () => {
  expect(await countContacts(actors.operator)).toEqual({
    total: 3,
    withNumber: 1,
    mailOnly: 1,
    unreachable: 1,
    departments: 3,
    sample: 1,
  });
});

test('the latest entries come with the number to call', async () => {
  const recent = await findRecent(actors.operator, 2);
  expect(recent.map(({ name, number }) => [name, number])).toEqual([
    ['Ann Millner', null],
    ['Bob Marshall', null],
  ]);
});

describe('what changed', () => {
  beforeAll(async () => {
    await audit(`user:${ids.operator}`, 'employee.update', 'employee', '1', { fields: ['mobile'] });
    await audit('system:worker', 'session.create', 'user', ids.operator);
    await audit(`user:${ids.admin}`, 'user.invite', 'user', ids.operator);
  });

  test('an admin is told of entries and people, by name, the newest first', async () => {
    const changes = await findChanges(actors.admin, 10);
    expect(changes.map(({ action, actorName, targetName }) => [action, actorName, targetName])).toEqual([
      ['user.invite', 'Ines Moreau', 'Tomás Rivera'],
      ['employee.update', 'Tomás Rivera', 'Lindsey LaPointe'],
    ]);
  });

  test('an operator is told of the phonebook alone', async () => {
    const changes = await findChanges(actors.operator, 10);
    expect(changes.map((change) => change.action)).toEqual(['employee.update']);
  });

  test('the name of a deleted entry is told to admins alone', async () => {
    await audit(`user:${ids.admin}`, 'employee.delete', 'employee', '4');
    expect((await findChanges(actors.admin, 1))[0]?.targetName).toBe('Gone');
    expect((await findChanges(actors.operator, 1))[0]).toMatchObject({ targetId: '4', targetName: null });
    await mainPool().query("delete from audit_log where action = 'employee.delete'");
  });

  test('a target whose id is of no known kind does not fail the rest', async () => {
    await audit('sql:someone', 'settings.update', 'settings', 'general', { fields: ['organisationName'] });
    await audit('sql:someone', 'sample.add', 'phonebook', 'sample', { count: 3 });
    expect((await findChanges(actors.admin, 10)).map((change) => change.targetName)).toEqual([
      null,
      null,
      'Tomás Rivera',
      'Lindsey LaPointe',
    ]);
  });
});

describe('what needs somebody', () => {
  beforeAll(async () => {
    await insert('insert into entry_reports (employee, field, message, reported_by) values (1, $1, $2, $3)', [
      'mobile',
      'It rings at somebody else.',
      `user:${ids.operator}`,
    ]);
    await insert(`insert into import_batches (source, file_name, state, created_by) values ('csv', 'a.csv', $1, 'x')`, [
      'previewed',
    ]);
    await insert(
      `insert into import_batches (source, file_name, state, error, created_by) values ('csv', 'b.csv', $1, $2, 'x')`,
      ['failed', 'The file ends within a quoted cell.'],
    );
    await mainPool().query(`insert into search.stale (employee, reason) values (1, 'search: a test')`);
    await insert(
      `insert into api_keys (name, prefix, hash, scopes, created_by, expires_at) values ('chatbot', 'sb_1', '\\x01', '{}', 'x', now() + interval '3 days')`,
    );
  });

  test('an admin sees each, the most urgent first', async () => {
    const needs = await findNeeds(actors.admin);
    expect(needs.map((need) => need.title)).toEqual([
      'Search is behind for 1 entry',
      'Tomás Rivera reports a mistake: Lindsey LaPointe, mobile',
      'Import 2 failed',
      'Import 1 waits to be applied',
      '1 admin has no second factor',
      'The key chatbot ends soon',
    ]);
  });

  test('many reports of one person do not hide those of another, and the rest is counted', async () => {
    await mainPool().query(
      `insert into entry_reports (employee, message, reported_by, created_at)
       select 2, 'Report ' || i, 'user:gone', now() - interval '1 day' + i * interval '1 minute' from generate_series(1, 12) i`,
    );
    const reports = (await findNeeds(actors.admin)).filter((need) => need.mark === 'report');
    expect(reports.map((need) => need.text)).toEqual([
      ...Array.from({ length: 9 }, (_, index) => `Report ${index + 1}`),
      'It rings at somebody else.',
      'Each that is settled makes room here for the next.',
    ]);
    expect(reports.at(-1)).toMatchObject({ title: '3 more reports of mistakes', href: '/phonebook/2' });
  });

  test('an operator sees what concerns the own account alone', async () => {
    expect(await findNeeds(actors.operator)).toEqual([]);
    await mainPool().query('update users set two_factor_enabled = false where id = $1', [ids.operator]);
    expect((await findNeeds(actors.operator)).map((need) => need.id)).toEqual(['own-factor']);
  });
});

test('an operator may not count accounts and keys, a key may see nothing of home', async () => {
  await expect(getAccess(actors.operator)).rejects.toThrow(ForbiddenError);
  const key = keyActor('phonebook:read');
  for (const read of [() => findChanges(key, 5), () => findAdminNames(key)])
    await expect(read()).rejects.toThrow(ForbiddenError);
  expect(await getAccess(actors.admin)).toMatchObject({ users: 2, admins: 1, keys: 1, keyUsedAt: null });
});
