import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ImportMode } from '#lib/imports/batch.ts';
import type { Mapping } from '#lib/imports/fields.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { sweepAbandoned } from '#server/imports/abandoned.ts';
import { takeImportLock } from '#server/imports/batch-state.ts';
import { createBatch, discardBatch, updatePlan } from '#server/imports/mutations.ts';
import { findBatches, findChanges, findProblems, getBatch } from '#server/imports/queries.ts';
import { runImport } from '#server/imports/run.ts';
import { undoImport } from '#server/imports/undo.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const admin = userActor('admin');
const folder = mkdtempSync(join(tmpdir(), 'switchboard-imports-'));

beforeEach(() => sql('truncate employees, employee_revisions, import_batches, audit_log restart identity cascade'));

async function sql(text: string, values: unknown[] = []) {
  return (await mainPool().query(text, values)).rows;
}

async function prepare(csv: string | Buffer, mode: ImportMode = 'update', mapping?: Mapping) {
  const file = join(folder, `${Math.random()}.csv`);
  writeFileSync(file, csv);
  const made = await createBatch(admin, { file, fileName: 'staff.csv', mode });
  if (!made.ok) throw new Error(made.message);
  const plan = await updatePlan(admin, made.value.batch, { mapping: mapping ?? made.value.mapping, mode });
  if (!plan.ok) throw new Error(plan.message);
  return { batch: made.value.batch, file, facts: made.value.facts };
}

async function apply(csv: string | Buffer, mode: ImportMode = 'update', confirmMissing: number | null = null) {
  const { batch, file } = await prepare(csv, mode);
  const result = await runImport(admin, batch, { commit: true, file, confirmMissing });
  if (!result.ok) throw new Error(result.message);
  return { batch, counts: result.value };
}

const people = () =>
  sql(
    `select employee_id, full_name, department, email, telephone, deleted_at is not null as deleted from employees order by id`,
  );

describe('matching', () => {
  test('an id that several live entries bear is an error of that row, the rest applies', async () => {
    await sql(`insert into employees (employee_id, full_name) values ('7', 'One'), ('7', 'Other'), ('8', 'Third')`);
    const { batch, counts } = await apply('employee_id,full_name\n7,Changed\n8,Third Person\n');
    expect(counts).toMatchObject({ rejected: 1, updated: 1, created: 0 });
    expect(await findProblems(admin, batch, 1)).toMatchObject([
      { row: 2, column: 'employee_id', value: '7', severity: 'error' },
    ]);
    expect((await people()).map((one) => one.full_name)).toEqual(['One', 'Other', 'Third Person']);
  });

  test('by e-mail, in any case, only when the row brings no id; several entries are an error', async () => {
    await sql(
      `insert into employees (employee_id, full_name, email) values ('1', 'Ann', 'Ann@Example.org'), ('2', 'Bob', 'team@example.org'), ('3', 'Cy', 'team@example.org')`,
    );
    const { counts, batch } = await apply(
      'employee_id,full_name,email\n,Ann Lee,ann@example.org\n,Somebody,team@example.org\n9,Ann Nine,ann@example.org\n',
    );
    expect(counts).toMatchObject({ updated: 0, created: 1, rejected: 2 });
    expect((await findProblems(admin, batch, 1)).map((one) => one.message)).toEqual([
      'This e-mail address fits 2 entries. Merge or mend them first.',
      'This e-mail address fits 2 entries. Merge or mend them first.',
    ]);
  });

  test('a row found by its e-mail leaves the id of the entry alone', async () => {
    await sql(`insert into employees (employee_id, full_name, email) values ('1', 'Ann', 'ann@example.org')`);
    const { counts } = await apply('employee_id,full_name,email\n,Ann Lee,ANN@example.org\n');
    expect(counts).toMatchObject({ updated: 1 });
    expect(await people()).toMatchObject([{ employee_id: '1', full_name: 'Ann Lee', email: 'ANN@example.org' }]);
  });

  test('a repeated id is an error of the later row and names the first; so is an e-mail taken by a row with an id', async () => {
    const { batch, counts } = await apply(
      'employee_id,full_name,email\n1,Ann,a@example.org\n1,Ann again,b@example.org\n,Ann third,A@example.org\n,New,n@example.org\n,New too,N@example.org\n',
    );
    expect(counts).toMatchObject({ created: 2, rejected: 3 });
    expect((await findProblems(admin, batch, 1)).map((one) => [one.row, one.message])).toEqual([
      [3, 'Row 2 has the same employee id.'],
      [4, 'Row 2 brings the entry with this e-mail address, by its employee id.'],
      [6, 'Row 5 has the same e-mail address.'],
    ]);
  });

  test('rows with neither id nor e-mail mean equal entries, twins one by one: a second run changes nothing', async () => {
    const csv = 'Name,Phone\nReception,100\nReception,100\nPorter,200\n';
    expect((await apply(csv)).counts).toMatchObject({ created: 3 });
    expect((await apply(csv)).counts).toMatchObject({ created: 0, unchanged: 3 });
    expect((await apply(`${csv}Reception,100\n`)).counts).toMatchObject({ created: 1, unchanged: 3 });
  });

  test('sample entries are invisible to imports', async () => {
    await sql(`insert into employees (employee_id, full_name, source) values ('1', 'Invented', 'sample')`);
    const { counts } = await apply('employee_id,full_name\n1,Real\n', 'whole_directory');
    expect(counts).toMatchObject({ created: 1, deleted: 0 });
  });
});

describe('cells', () => {
  test('an empty cell empties its field, a column left out stays', async () => {
    await sql(`insert into employees (employee_id, full_name, department, telephone) values ('1', 'Ann', 'Law', '5')`);
    await apply('employee_id,full_name,telephone\n1,Ann,\n');
    expect(await people()).toMatchObject([{ department: 'Law', telephone: null }]);
  });

  test('mends are counted, ragged rows and bad kinds rejected, odd addresses kept with a remark', async () => {
    const { batch, counts } = await apply(
      `employee_id;full_name;department;email;telephone;kind\n1; Ann ;"R&amp;D";-;n/a;\n2;Bob\n3;Cy;;;;robot\n4;Di;;https://x.example/contact;'+880 1;room\n`,
    );
    expect(counts).toMatchObject({
      created: 2,
      rejected: 2,
      mended: { space: 1, entity: 1, dash: 1, none: 1, quote: 1 },
    });
    const problems = await findProblems(admin, batch, 1);
    expect(problems.map((one) => [one.row, one.severity, one.column])).toEqual([
      [3, 'error', null],
      [4, 'error', 'kind'],
      [5, 'remark', 'email'],
    ]);
    expect(await people()).toMatchObject([
      { full_name: 'Ann', department: 'R&D', telephone: null },
      { telephone: '+880 1' },
    ]);
  });

  test('Windows-1252, UTF-16 and NULs are read, and said', async () => {
    const ansi = await prepare(Buffer.from('id;name\n1;Jos\xe9 M\xfcller\n', 'latin1'));
    expect(ansi.facts.remarks.join(' ')).toContain('Windows-1252');
    await runImport(admin, ansi.batch, { commit: true, file: ansi.file });
    const wide = await prepare(Buffer.from('\ufeffid\tname\r\n2\tরহিম উদ্দিন\r\n', 'utf16le'));
    expect(wide.facts).toMatchObject({ encoding: 'utf-16le', delimiter: '\t' });
    await runImport(admin, wide.batch, { commit: true, file: wide.file });
    const { counts } = await apply('id,name\n3,Nul\0l\n');
    expect(counts.mended).toEqual({ nul: 1 });
    expect((await people()).map((one) => one.full_name)).toEqual(['José Müller', 'রহিম উদ্দিন', 'Null']);
  });

  test('an entry that holds unmended text, exported and read in again, does not change', async () => {
    await sql(
      `insert into employees (full_name, department, telephone) values ('Ann', 'R&amp;D', '-'), ('Bob', ' Law ', '+1 5')`,
    );
    const { counts } = await apply("full_name,department,telephone\nAnn,R&amp;D,'-\nBob, Law ,'+1 5\n");
    expect(counts).toMatchObject({ unchanged: 2, created: 0 });
  });

  test('a quote that never closes fails the whole file with a sentence', async () => {
    const { batch, file } = await prepare(`id,name\n${'1,Ann\n'.repeat(9)}2,"Bob\n3,Cy\n`);
    const result = await runImport(admin, batch, { commit: true, file });
    expect(result).toMatchObject({ ok: false, code: 'invalid', message: expect.stringContaining('never closed') });
    expect(await people()).toEqual([]);
    expect(await getBatch(admin, batch)).toMatchObject({ state: 'failed' });
  });
});

test('the changes of an import are paged in the order of its file', async () => {
  const rows = Array.from({ length: 120 }, (_, i) => `${i},P${i}`).join('\n');
  const { batch } = await apply(`id,name\n${rows}\n`);
  const pages = await Promise.all([1, 2, 3].map((page) => findChanges(admin, batch, 'created', page)));
  expect(pages.flat().map((line) => line.row)).toEqual(Array.from({ length: 120 }, (_, i) => i + 2));
});

test('a file larger than the server keeps of a temporary table is matched again', async () => {
  const rows = Array.from({ length: 12_000 }, (_, i) => `${i},P${i},${randomBytes(550).toString('hex')}`).join('\n');
  const csv = `employee_id,full_name,notes\n${rows}\n`;
  expect((await apply(csv)).counts).toMatchObject({ created: 12_000 });
  expect((await apply(csv)).counts).toMatchObject({ unchanged: 12_000 });
});

describe('whole directory', () => {
  test('service lines, rooms and people of rejected rows stay; the fuse names the number', async () => {
    await sql(
      `insert into employees (employee_id, full_name, kind) select i::text, 'P' || i, 'person' from generate_series(1, 30) i`,
    );
    await sql(`insert into employees (full_name, kind) values ('Hotline', 'service'), ('Room 5', 'room')`);
    const csv = `employee_id,full_name\n${Array.from({ length: 26 }, (_, i) => `${i + 1},P${i + 1}`).join('\n')}\n27\n`;
    const { batch, file } = await prepare(csv, 'whole_directory');
    expect(await runImport(admin, batch, { commit: true, file })).toMatchObject({
      ok: true,
      value: { deleted: 3, live: 30, rejected: 1 },
    });
    expect((await people()).filter((one) => one.deleted).map((one) => one.employee_id)).toEqual(['28', '29', '30']);
    const half = await prepare('employee_id,full_name\n1,P1\n', 'whole_directory');
    const stopped = await runImport(admin, half.batch, { commit: true, file: half.file });
    expect(stopped).toMatchObject({ ok: false, code: 'conflict', message: expect.stringContaining('26 of 27') });
    expect((await people()).filter((one) => one.deleted)).toHaveLength(3);
  });
});

describe('undo', () => {
  test('restores what the import wrote, keeps and reports what somebody changed since, twice is harmless', async () => {
    await sql(
      `insert into employees (employee_id, full_name, department, telephone) values ('1', 'Ann', 'Law', '5'), ('2', 'Bob', 'IT', '6')`,
    );
    const { batch } = await apply(
      'employee_id,full_name,department,telephone\n1,Ann Lee,Tax,7\n2,Bob,IT,8\n3,New,HR,9\n',
    );
    await sql(`update employees set telephone = '777' where employee_id = '1'`);
    const undone = await undoImport(admin, batch);
    expect(undone).toMatchObject({ ok: true, value: { reverted: 2, deleted: 1, kept: 1 } });
    expect(await people()).toMatchObject([
      { full_name: 'Ann', department: 'Law', telephone: '777', deleted: false },
      { full_name: 'Bob', telephone: '6', deleted: false },
      { full_name: 'New', deleted: true },
    ]);
    const after = await people();
    expect(await undoImport(admin, batch)).toMatchObject({ ok: true, value: { batch: null } });
    expect(await people()).toEqual(after);
    expect(await sql(`select action, target_id from audit_log where action like 'import.%' order by id`)).toEqual([
      { action: 'import.apply', target_id: String(batch) },
      { action: 'import.undo', target_id: String(batch) },
    ]);
  });
});

describe('one at a time, whole or not at all', () => {
  test('a second import is refused with a sentence while one is at work', async () => {
    const { batch, file } = await prepare('id,name\n1,Ann\n');
    const other = await mainPool().connect();
    await other.query('begin');
    await takeImportLock(other);
    const refused = await runImport(admin, batch, { commit: true, file });
    await other.query('rollback');
    other.release();
    expect(refused).toMatchObject({
      ok: false,
      code: 'conflict',
      message: expect.stringContaining('Another import is at work'),
    });
    expect(await runImport(admin, batch, { commit: true, file })).toMatchObject({ ok: true });
  });

  test('a connection killed while applying leaves nothing half-done, and the batch is found and marked', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},Person ${i}`).join('\n');
    const { batch, file } = await prepare(`id,name\n${rows}\n`);
    let killed = false;
    const run = runImport(admin, batch, {
      commit: true,
      file,
      onProgress: ({ step }) => {
        if (step !== 'writing' || killed) return;
        killed = true;
        void mainPool().query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null`,
        );
      },
    });
    await expect(run).rejects.toThrow();
    expect(killed).toBe(true);
    expect(await people()).toEqual([]);
    expect(await getBatch(admin, batch)).toMatchObject({ state: 'failed' });
    await sql(`update import_batches set state = 'applying', touched_at = now() - interval '1 minute' where id = $1`, [
      batch,
    ]);
    expect(await sweepAbandoned()).toBe(true);
    expect(await getBatch(admin, batch)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('Nothing of it was done'),
    });
    expect((await findBatches(admin, 1)).total).toBe(1);
  });
});

test.each([userActor('operator'), userActor('analyst'), keyActor('phonebook:read')])(
  '$kind $role may neither import nor take back',
  async (actor) => {
    const { batch, file } = await prepare('id,name\n1,Ann\n');
    await expect(createBatch(actor, { file, fileName: 'x.csv' })).rejects.toThrow(ForbiddenError);
    await expect(runImport(actor, batch, { commit: true, file })).rejects.toThrow(ForbiddenError);
    await expect(runImport(actor, batch, { commit: false, file })).rejects.toThrow(ForbiddenError);
    await expect(undoImport(actor, batch)).rejects.toThrow(ForbiddenError);
    await expect(discardBatch(actor, batch)).rejects.toThrow(ForbiddenError);
    await expect(updatePlan(actor, batch, { mapping: ['employee_id', 'full_name'], mode: 'update' })).rejects.toThrow(
      ForbiddenError,
    );
    expect(await people()).toEqual([]);
  },
);
