import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { importFields, type Mapping } from '#lib/imports/fields.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { createBatch, updatePlan } from '#server/imports/mutations.ts';
import { runImport } from '#server/imports/run.ts';
import { undoImport } from '#server/imports/undo.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const folder = join(repositoryRoot, 'test/fixtures/phonebook');
const versions = readdirSync(join(folder, 'congress-versions')).sort();
const mappingFile = z
  .record(z.string(), z.enum(importFields))
  .parse(JSON.parse(readFileSync(join(folder, 'congress-mapping.json'), 'utf8')));
const admin = userActor('admin');

type Person = Record<string, string>;
type Directory = Map<string, Person>;
type Change = [field: string, beforeAndAfter: unknown];
const compared = ['full_name', 'first_name', 'last_name', 'designation', 'department', 'division', 'telephone'];

/** Read without the product's code: what the file says about each person, composed name included. */
function readVersion(name: string): Directory {
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, 'congress-versions', name)), {
    columns: true,
    bom: true,
  });
  return new Map(
    rows.map((row) => [
      row.bioguide_id ?? '',
      {
        full_name:
          row.full_name || [row.first_name, row.middle_name, row.last_name, row.suffix].filter(Boolean).join(' '),
        first_name: row.first_name ?? '',
        last_name: row.last_name ?? '',
        designation: row.type ?? '',
        department: row.state ?? '',
        division: row.party ?? '',
        telephone: row.phone ?? '',
      },
    ]),
  );
}

/** @param gone the last known state of people who left, who return as restored */
function differences(before: Directory, after: Directory, gone: Directory): Map<string, string> {
  const found = new Map<string, string>();
  for (const [id, person] of after) {
    const old = before.get(id) ?? gone.get(id);
    const changes = compared
      .filter((field) => (old?.[field] ?? '') !== person[field])
      .map((field): Change => [field, [old?.[field] || null, person[field] || null]]);
    if (before.has(id) && changes.length > 0) found.set(id, line('updated', changes));
    if (!before.has(id) && gone.has(id)) found.set(id, line('restored', changes));
    if (old === undefined) found.set(id, line('created', [...changes, ['employee_id', [null, id]]]));
  }
  for (const id of before.keys()) if (!after.has(id)) found.set(id, line('deleted', []));
  return found;
}

async function reported(batch: number): Promise<Map<string, string>> {
  const { rows } = await mainPool().query('select employee_id, kind, changes from import_changes where batch = $1', [
    batch,
  ]);
  return new Map(rows.map((row) => [row.employee_id, line(row.kind, Object.entries(row.changes))]));
}

function line(kind: string, changes: Change[]): string {
  const sorted = changes.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${kind} ${JSON.stringify(sorted)}`;
}

async function content(): Promise<string> {
  const { rows } = await mainPool().query(
    `select string_agg(concat_ws('|', id, employee_id, full_name, first_name, last_name, designation, department, division, email,
       telephone, pabx, ip_phone, mobile, group_email, kind, notes, deleted_at is null), E'\\n' order by id) as text
     from employees where deleted_at is null`,
  );
  return rows[0].text ?? '';
}

async function prepare(name: string): Promise<number> {
  const made = await createBatch(admin, { file: join(folder, 'congress-versions', name), fileName: name });
  if (!made.ok) throw new Error(made.message);
  const mapping: Mapping = made.value.facts.header.map((column) => mappingFile[column] ?? null);
  const planned = await updatePlan(admin, made.value.batch, { mapping, mode: 'whole_directory' });
  if (!planned.ok) throw new Error(planned.message);
  return made.value.batch;
}

test('25 versions and the newest, in date order: preview is the difference, a second run is empty, undo gives back', {
  timeout: 120_000,
}, async () => {
  let before: Directory = new Map();
  const gone: Directory = new Map();
  const tripped: string[] = [];
  for (const name of versions) {
    const file = join(folder, 'congress-versions', name);
    const after = readVersion(name);
    const expected = differences(before, after, gone);

    const batch = await prepare(name);
    const contentBefore = await content();
    const preview = await runImport(admin, batch, { commit: false, file });
    if (!preview.ok) throw new Error(preview.message);
    expect(await reported(batch), name).toEqual(expected);
    expect(await content()).toBe(contentBefore);

    if (preview.value.fuse) {
      tripped.push(name);
      const stopped = await runImport(admin, batch, { commit: true, file });
      expect(stopped.ok).toBe(false);
      const wrong = await runImport(admin, batch, { commit: true, file, confirmMissing: preview.value.deleted - 1 });
      expect(wrong.ok).toBe(false);
      expect(await content()).toBe(contentBefore);
    }
    const confirmMissing = preview.value.fuse ? preview.value.deleted : null;
    const applied = await runImport(admin, batch, { commit: true, file, confirmMissing });
    expect(applied).toEqual({ ok: true, value: preview.value });
    expect(await reported(batch)).toEqual(expected);

    const again = await prepare(name);
    const second = await runImport(admin, again, { commit: true, file });
    if (!second.ok) throw new Error(second.message);
    expect(second.value).toMatchObject({
      unchanged: after.size,
      created: 0,
      updated: 0,
      deleted: 0,
      restored: 0,
      rejected: 0,
    });
    expect((await reported(again)).size).toBe(0);

    const contentAfter = await content();
    const undone = await undoImport(admin, batch);
    expect(undone).toMatchObject({ ok: true, value: { kept: 0 } });
    expect(await content(), `undo of ${name}`).toBe(contentBefore);
    const redo = await prepare(name);
    const redone = await runImport(admin, redo, { commit: true, file, confirmMissing });
    expect(redone).toMatchObject({ ok: true, value: { rejected: 0 } });
    expect(await content()).toBe(contentAfter);

    for (const [id, person] of before) if (!after.has(id)) gone.set(id, person);
    before = after;
  }
  expect(tripped).toEqual(['2019-01-04.csv', '2021-01-07.csv', '2023-01-08.csv', '2025-01-16.csv']);
});
