import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findDrift } from '#server/core/migrations/drift.ts';
import { migrate } from '#server/core/migrations/migrate.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
const startup = readFileSync(join(repositoryRoot, 'test', 'fixtures', 'python-startup.sql'), 'utf8');
let admin: pg.Client;
let bot: pg.Client;

beforeAll(async () => {
  admin = new pg.Client(database.superuser());
  await admin.connect();
  const password = randomBytes(16).toString('hex');
  await admin.query('drop role if exists bot');
  await admin.query(`create role bot login password '${password}' in role switchboard_owner`);
  await admin.query("insert into employees (full_name, designation) values ('Ada Before', 'Registrar')");
  bot = new pg.Client({ ...database.connection(), user: 'bot', password });
  await bot.connect();
  await bot.query(startup);
});

afterAll(async () => {
  await bot.end();
  await admin.query('drop owned by bot cascade; drop role bot');
  await admin.end();
});

test('the Python start-up runs as a plain role, again and again, and leaves the schema as it was', async () => {
  await bot.query(startup);
  expect(await findDrift(database.connection(), 'database')).toBeNull();
  expect(await migrate(database.connection())).toEqual([]);
});

test('it fills search_vector, and that is no change of an entry', async () => {
  const { rows } = await bot.query(
    "select version, search_vector @@ to_tsquery('english', 'registrar') as filled from employees where full_name = 'Ada Before'",
  );
  expect(rows).toEqual([{ version: 1, filled: true }]);
  expect(await history('Ada Before')).toHaveLength(1);
});

test('insert, update and delete by the Python side have their history, version and search rows', async () => {
  const { rows } = await bot.query(
    `insert into employees (employee_id, full_name, designation, department, telephone, created_at, updated_at)
     values ('77', 'Björn Ångström', 'Clerk', 'Registry', '+46 8 123 456', now() at time zone 'utc', now() at time zone 'utc')
     returning id`,
  );
  expect(rows).toEqual([{ id: expect.any(Number) }]);
  expect(await found('angstrom')).toEqual(['Björn Ångström']);

  await bot.query("update employees set full_name = 'Björn Lind', telephone = '08-999' where employee_id = '77'");
  expect(await found('angstrom')).toEqual([]);
  expect(await found('lind')).toEqual(['Björn Lind']);
  const { rows: numbers } = await admin.query('select reverse(reversed) as digits from search.employee_numbers');
  expect(numbers).toEqual([{ digits: '08999' }]);
  const { rows: versions } = await bot.query("select version from employees where employee_id = '77'");
  expect(versions).toEqual([{ version: 2 }]);

  await bot.query("delete from employees where employee_id = '77'");
  expect(await found('lind')).toEqual([]);
  const steps = await admin.query(
    'select operation, version, actor from employee_revisions where employee = $1 order by id',
    [rows[0].id],
  );
  expect(steps.rows.map((row) => [row.operation, row.actor])).toEqual([
    ['created', 'sql:bot'],
    ['changed', 'sql:bot'],
    ['removed', 'sql:bot'],
  ]);
  expect(await differences()).toEqual([]);
});

test('a trigger of ours that breaks never refuses the row: it waits in search.stale', async () => {
  await admin.query('alter table search.employee_documents rename to employee_documents_gone');
  await bot.query("insert into employees (full_name) values ('Written Anyway')");
  await admin.query('alter table search.employee_documents_gone rename to employee_documents');
  const { rows } = await bot.query("select id from employees where full_name = 'Written Anyway'");
  expect(rows).toHaveLength(1);
  const stale = await admin.query("select employee from search.stale where reason like 'search: %'");
  expect(stale.rows).toEqual([{ employee: rows[0].id }]);
});

async function history(name: string): Promise<unknown[]> {
  const { rows } = await admin.query(
    'select r.operation from employee_revisions r join employees e on e.id = r.employee where e.full_name = $1',
    [name],
  );
  return rows;
}

async function found(word: string): Promise<string[]> {
  const { rows } = await admin.query(
    "select e.full_name from search.employee_documents d join employees e on e.id = d.employee where d.words @@ to_tsquery('simple', $1)",
    [word],
  );
  return rows.map((row) => row.full_name);
}

async function differences(): Promise<unknown[]> {
  return (await admin.query('select * from search.differences()')).rows;
}
