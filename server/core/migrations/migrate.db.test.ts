import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { MigrationAdapter } from '#server/core/migrations/adapter.ts';
import { readMigrations } from '#server/core/migrations/files.ts';
import { migrate } from '#server/core/migrations/migrate.ts';
import { withDatabase } from '#test/database.ts';

const ours = readMigrations();
const names = ours.migrationDirectories.map((migration) => migration.path);

function adding(name: string, sql: string, to: MigrationList = ours): MigrationList {
  const content = { tag: 'ok' as const, value: sql };
  const directory = { path: name, migrationFile: { path: 'migration.sql', content } };
  return { ...to, migrationDirectories: [...to.migrationDirectories, directory] };
}

describe('an empty database', () => {
  const database = withDatabase({ migrated: false });

  test('of two starts at once one migrates and the other finds nothing to do', async () => {
    const both = await Promise.all([migrate(database.connection()), migrate(database.connection())]);
    expect(both.sort((a, b) => b.length - a.length)).toEqual([names, []]);
  });
});

describe('a database that holds something else', () => {
  const database = withDatabase({ migrated: false });

  test('is refused with a sentence and left as it was', async () => {
    const client = await open(database.connection());
    await client.query('create table public.ledger (id integer)');
    await expect(migrate(database.connection())).rejects.toThrow(/Point DATABASE_URL at an empty database/);
    const { rows } = await client.query(
      "select table_name from information_schema.tables where table_schema = 'public'",
    );
    await client.end();
    expect(rows.map((row) => row.table_name)).toContain('ledger');
    expect(rows.map((row) => row.table_name)).not.toContain('employees');
  });
});

describe('a migrated database', () => {
  const database = withDatabase();

  test('a file changed after it was applied is refused by name', async () => {
    const [first, ...others] = ours.migrationDirectories;
    if (first === undefined) throw new Error('There are no migrations.');
    const content = { tag: 'ok' as const, value: `${first.migrationFile.content.value}\n-- a later thought\n` };
    const edited = { ...first, migrationFile: { ...first.migrationFile, content } };
    await expect(
      migrate(database.connection(), { ...ours, migrationDirectories: [edited, ...others] }),
    ).rejects.toThrow('The migration 0001_schemas was changed after this database applied it.');
  });

  test('a failing file is named with its cause, leaves nothing behind, and is tried again once mended', async () => {
    const failing = adding('9001_late', 'create table public.late (id integer); select 1 / 0;');
    const attempt = () => migrate(database.connection(), failing);
    await expect(attempt()).rejects.toThrow(/9001_late failed and nothing of it was kept: division by zero/);
    await expect(attempt()).rejects.toThrow(/9001_late failed/);
    expect(await tableExists('late')).toBe(false);
    const mended = adding('9001_late', 'create table public.late (id integer);');
    expect(await migrate(database.connection(), mended)).toEqual(['9001_late']);
    expect(await migrate(database.connection(), mended)).toEqual([]);
    expect(await tableExists('late')).toBe(true);
  });

  test('a database migrated by a newer version is refused', async () => {
    await expect(migrate(database.connection())).rejects.toThrow(/has the migration 9001_late, which this Switchboard/);
  });

  async function tableExists(name: string): Promise<boolean> {
    const client = await open(database.connection());
    const { rowCount } = await client.query('select from pg_tables where tablename = $1', [name]);
    await client.end();
    return rowCount === 1;
  }
});

describe('a migration that is interrupted', () => {
  const database = withDatabase();
  const body =
    'create function public.waits() returns integer language sql as $$ select 1; select 2 $$; select pg_sleep(0.5);';
  const slow = adding('9002_slow', body);

  test('ended in the middle, it starts over', async () => {
    const admin = await open(database.superuser());
    const first = migrate(database.connection(), slow);
    const ended = expect(first).rejects.toThrow();
    await expect.poll(() => endSleeper(admin), { interval: 20 }).toBe(1);
    await ended;
    expect(await migrate(database.connection(), slow)).toEqual(['9002_slow']);
    const { rows } = await admin.query(
      "select finished_at is not null as finished from _prisma_migrations where migration_name = '9002_slow' and rolled_back_at is null",
    );
    await admin.end();
    expect(rows).toEqual([{ finished: true }]);
  });
});

describe('a migration whose process ends right after its commit', () => {
  const database = withDatabase();

  test('counts as applied: the mark is part of its own transaction', async () => {
    const sql = 'create table public.early (id integer);';
    const client = await open(database.connection());
    await client.query(
      "insert into _prisma_migrations (id, checksum, migration_name) values ('00000000-0000-4000-8000-000000000000', 'x', '9004_early')",
    );
    const adapter = new MigrationAdapter(database.connection(), [sql]);
    await (await adapter.connect()).executeScript(sql);
    await adapter.end();
    const { rows } = await client.query(
      "select finished_at is not null as finished from _prisma_migrations where migration_name = '9004_early'",
    );
    await client.end();
    expect(rows).toEqual([{ finished: true }]);
  });
});

describe('indexes that belong here', () => {
  const database = withDatabase();

  test('are all that the migrations made', async () => {
    const client = await open(database.connection());
    const { rows } = await client.query(
      `select relation, name from monitor.present_indexes where (relation, name) not in (select relation, name from monitor.indexes where ours)`,
    );
    expect(rows).toEqual([]);
    await client.end();
  });

  test('are none that others made, and none that a migration took away', async () => {
    const client = await open(database.connection());
    await client.query(
      `create table public.theirs (id int primary key, word text); create index theirs_word on public.theirs (word);
       create index theirs_kind on public.settings (updated_by)`,
    );
    await client.query('select monitor.note_indexes(); drop index public.employees_sample_idx');
    const sql = `create table public.made (id int primary key); drop index public.erasures_open_idx;
      drop index public.import_batches_undoes_idx; create index import_batches_undoes_idx on public.import_batches (undoes, id);
      create index made_kind on public.settings (updated_at); alter table public.theirs alter word type varchar`;
    expect(await migrate(database.connection(), adding('9005_indexes', sql))).toEqual(['9005_indexes']);
    const ours = async () => {
      const { rows } = await client.query(
        `select name, ours, definition from monitor.indexes
         where name ~ '^(theirs|made)' or name in ('erasures_open_idx', 'import_batches_undoes_idx', 'employees_sample_idx') order by name`,
      );
      return rows.map(({ name, ours }) => [name, ours]);
    };
    const expected = [
      // Somebody dropped it: it is missed all the same.
      ['employees_sample_idx', true],
      ['import_batches_undoes_idx', true],
      ['made_kind', true],
      ['made_pkey', true],
      ['theirs_kind', false],
      ['theirs_pkey', false],
      ['theirs_word', false],
    ];
    expect(await ours()).toEqual(expected);
    const { rows } = await client.query(
      "select definition from monitor.indexes where name = 'import_batches_undoes_idx'",
    );
    expect(rows[0].definition).toContain('(undoes, id)');
    await client.end();
  });

  test('are theirs no more that an earlier upgrade took for ours', async () => {
    const client = await open(database.connection());
    await client.query("update monitor.indexes set ours = true where name like 'theirs%'");
    const corrected = ours.migrationDirectories.find(({ path }) => path === '0044_own_indexes');
    await client.query(corrected?.migrationFile.content.value ?? '');
    const { rows } = await client.query(
      "select name, ours from monitor.indexes where name like 'theirs%' or name = 'users_pkey' order by name",
    );
    expect(rows.map(({ name, ours }) => [name, ours])).toEqual([
      ['theirs_kind', false],
      ['theirs_pkey', false],
      ['theirs_word', false],
      ['users_pkey', true],
    ]);
    await client.end();
  });
});

async function endSleeper(admin: pg.Client): Promise<number | null> {
  const { rowCount } = await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'switchboard-migrate' and state = 'active' and query like '%pg_sleep%' and wait_event = 'PgSleep' and datname = current_database()",
  );
  return rowCount;
}

describe('a table that somebody holds locked', () => {
  const database = withDatabase();

  test('the migration gives up after 5 s instead of queueing everybody behind it', async () => {
    const holder = await open(database.connection());
    await holder.query('begin; lock table public.settings in access share mode');
    const altering = adding('9003_alter', 'alter table public.settings add column late text');
    await expect(migrate(database.connection(), altering)).rejects.toThrow(/9003_alter failed.*lock timeout/);
    await holder.query('rollback');
    await holder.end();
    expect(await migrate(database.connection(), altering)).toEqual(['9003_alter']);
  });
});

test('a database that cannot be reached is named in a sentence without its password', async () => {
  const nowhere = { host: '127.0.0.1', port: 1, user: 'ada', password: 'secret', database: 'people' };
  const error: unknown = await migrate(nowhere).catch((thrown) => thrown);
  expect(String(error)).toMatch(/The database people on 127.0.0.1 cannot be reached as ada: .*ECONNREFUSED/);
  expect(String(error)).not.toContain('secret');
});

test('no file ends its own transaction, so that each is applied whole or not at all', () => {
  for (const { path, migrationFile } of ours.migrationDirectories) {
    expect(migrationFile.content.value, path).not.toMatch(
      /^\s*(commit|rollback|start transaction|begin\s*;|begin transaction)/im,
    );
  }
});

async function open(connection: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(connection);
  client.on('error', () => {});
  await client.connect();
  return client;
}
