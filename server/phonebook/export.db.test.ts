import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeEach, expect, test } from 'vitest';
import { firstParams } from '#lib/phonebook/params.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { exportPhonebook } from '#server/phonebook/export.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { importFile } from '#test/import-file.ts';

withDatabase();

const analyst = userActor('analyst');
const folder = mkdtempSync(join(tmpdir(), 'switchboard-export-'));

beforeEach(() => mainPool().query('truncate employees, employee_revisions restart identity cascade'));

async function exported(params = firstParams): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await exportPhonebook(analyst, params)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const awkward = [
  '=1+1',
  '+880 1711-000000',
  '-',
  '@x',
  "'quoted",
  "'=x",
  '＝1',
  'a\nb',
  'a\rb',
  'say "hi"',
  'x;y,z',
  "x;=cmd|'/C calc'!A0;z",
  "x;'=y",
  'x;"=y',
  'x\n- y\t\t+z',
  ' padded ',
  'R&amp;D',
  'None',
  'null',
  'n/a',
  '\ttab',
  'রহিম উদ্দিন',
  '',
];

test('no cell begins a formula, and reading the export in again changes nothing', async () => {
  for (const [index, text] of awkward.entries()) {
    await mainPool().query(
      `insert into employees (employee_id, full_name, department, telephone, email, notes, kind)
       values ($1, 'Person ' || $2::text, $3::text, $3::text, $4, $3::text, $5)`,
      [
        index % 2 === 0 ? `E${index}` : null,
        index,
        text,
        index % 3 === 0 ? null : `p${index}@example.org`,
        index === 5 ? 'room' : 'person',
      ],
    );
  }
  await mainPool().query(
    "insert into employees (full_name, telephone) values ('Twin', '1'), ('Twin', '1'), ('=Formula', '2')",
  );
  const csv = await exported();
  const cells: string[][] = parse(csv, { bom: true });
  expect(cells).toHaveLength(awkward.length + 4);
  expect(cells.flat().filter((cell) => /^[=+\-@\t\r＝＋－＠]/u.test(cell))).toEqual([]);

  const file = join(folder, 'export.csv');
  writeFileSync(file, csv);
  for (const mode of ['update', 'whole_directory'] as const) {
    const counts = await importFile(file, mode);
    expect(counts).toMatchObject({
      read: awkward.length + 3,
      unchanged: awkward.length + 3,
      created: 0,
      updated: 0,
      deleted: 0,
      rejected: 0,
    });
  }
});

test('the search, filters and order of the page go with it, and more than one page', async () => {
  await mainPool().query(
    `insert into employees (full_name, department) select 'Person ' || lpad(i::text, 4, '0'), case when i % 2 = 0 then 'Law' else 'Tax' end from generate_series(1, 2500) i`,
  );
  const law: string[][] = parse(await exported({ ...firstParams, department: 'Law', dir: 'desc' }), { bom: true });
  expect(law).toHaveLength(1251);
  expect(law[1]?.[1]).toBe('Person 2500');
  const found: string[][] = parse(await exported({ ...firstParams, q: 'Person 0007' }), { bom: true });
  expect(found[1]?.[1]).toBe('Person 0007');
});

test('a slow reader holds no connection; who changes meanwhile stands once, who is deleted not at all', async () => {
  await mainPool().query(
    "insert into employees (full_name) select 'Person ' || lpad(i::text, 4, '0') from generate_series(1, 2500) i",
  );
  const chunks = (await exportPhonebook(analyst, firstParams))[Symbol.asyncIterator]();
  const read = [await chunks.next(), await chunks.next()];
  expect(mainPool().inUse).toBe(0);
  await mainPool().query("update employees set full_name = 'Zoë' where full_name = 'Person 0001'");
  await mainPool().query("update employees set deleted_at = now() where full_name = 'Person 2000'");
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) read.push(next);
  const cells: string[][] = parse(Buffer.concat(read.map((one) => one.value)), { bom: true });
  expect(cells).toHaveLength(2500);
  expect(cells.filter((row) => row[1] === 'Person 0001' || row[1] === 'Zoë')).toHaveLength(1);
  expect(cells.filter((row) => row[1] === 'Person 2000')).toEqual([]);
});

test.each([userActor('operator'), keyActor('phonebook:read')])('$kind $role may not export', async (actor) => {
  await expect(exportPhonebook(actor, firstParams)).rejects.toThrow(ForbiddenError);
});

test('deleted entries are exported to who may see them only', async () => {
  await expect(exportPhonebook(analyst, { ...firstParams, deleted: true })).rejects.toThrow(ForbiddenError);
  const { rows } = await mainPool().query(
    "select count(*)::int as count from audit_log where action = 'phonebook.export'",
  );
  expect(rows[0].count).toBeGreaterThan(0);
});
