import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Subject } from '#lib/erasure/subject.ts';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import type { Result } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getErasure } from '#server/core/erasure/queries.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure } from '#server/core/erasure/requests.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { createBatch } from '#server/imports/mutations.ts';
import { writeRejectFile } from '#server/imports/reject-file.ts';
import { runImport } from '#server/imports/run.ts';
import { makeUploadFolder, rejectFile, uploadFile } from '#server/imports/uploads.ts';
import { createContact, updateContact } from '#server/phonebook/mutations.ts';
import { reportMistake } from '#server/phonebook/reports.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { stores } from './erasure-stores.ts';

withDatabase();
const admin = userActor('admin');
const worker = systemActor('worker');
const never = new AbortController().signal;
const data = withDataDirectory();
beforeAll(() => registerErasureStores(stores));

const email = 'zsofia.quillfeather@example.org';
const number = '+1 202-555-0173';
const name = 'Zsófia Quillfeather';
/** What no column and no file may hold afterwards, in lower case. */
const traces = ['quillfeather', '2025550173', '555-0173', '555 0173', '০১৭৩'];

describe('a person who is everywhere', () => {
  test('is found, shown masked and erased from every table and file', async () => {
    await plant();
    expect((await whereStands()).length).toBeGreaterThan(12);
    for (const subject of [
      { kind: 'email', value: email.toUpperCase() },
      { kind: 'number', value: '2025550173' },
      { kind: 'name', value: 'zsofia QUILLFEATHER' },
    ] satisfies Subject[])
      await erase(subject);
    expect(await whereStands()).toEqual([]);
    expect(filesHolding()).toEqual([]);
    const { rows } = await mainPool().query('select user_message from conversations order by id');
    expect(rows.map((row) => row.user_message)).toEqual([
      'Who is joan@example.org?',
      'Order 120255501 is late',
      'Where is the Quill pub?',
    ]);
    const groups = await mainPool().query('select name, version from question_groups where id > 0 order by id');
    expect(groups.rows).toEqual([
      { name: null, version: 2 },
      { name: 'Cards', version: 1 },
    ]);
    const people = await mainPool().query('select full_name from employees order by id');
    expect(people.rows).toEqual([{ full_name: 'Joan Bystander' }, { full_name: 'Rosa Changed' }]);
  });

  test('figures, sessions and search follow', async () => {
    await mainPool().query('select conversations_compact()');
    const { rows } = await mainPool().query(
      `select (select sum(turns)::int from conversation_rollups where grain = 'day') as rolled, (select count(*)::int from conversations) as turns,
              (select count(*)::int from conversation_states) as states, (select sum(turns)::int from conversation_sessions) as in_sessions,
              (select count(*)::int from search.differences()) as differences`,
    );
    expect(rows).toEqual([{ rolled: 3, turns: 3, states: 3, in_sessions: 3, differences: 0 }]);
  });

  test('nothing is left that belonged to a removed entry, personal or not', async () => {
    for (const table of ['employee_revisions', 'contact_favourites', 'entry_reports', 'search.employee_documents']) {
      const { rowCount } = await mainPool().query(
        `select from ${table} t where not exists (select from employees e where e.id = t.employee)`,
      );
      expect(rowCount, table).toBe(0);
    }
  });

  test('the audit log tells kind, counts and a keyed hash', async () => {
    const { rows } = await mainPool().query(
      "select actor, details from audit_log where action = 'erasure.run' order by id limit 1",
    );
    expect(rows).toMatchObject([
      {
        actor: 'system:worker',
        details: { kind: 'email', turns: expect.any(Number), value_hash: expect.stringMatching(/^[\w-]{22}$/) },
      },
    ]);
  });
});

function say(question: string, answer = 'Fine.', session = 'a session') {
  return mainPool().query(
    'insert into conversations (session_id, user_message, assistant_response, event_id) values ($1, $2, $3, gen_random_uuid())',
    [session, question, answer],
  );
}

/** Preview, look at it, confirm, run. */
async function erase(subject: Subject): Promise<void> {
  const { id } = value(await createErasure(admin, subject));
  await previewErasure(worker, id, never);
  const preview = await getErasure(admin, id);
  expect(preview?.state).toBe('previewed');
  const shown = JSON.stringify(preview?.found).toLowerCase();
  expect(shown).toContain('▇▇▇');
  expect(shown).not.toContain(subject.value.toLowerCase());
  value(await confirmErasure(admin, id));
  await runErasure(worker, id, never);
  expect(await getErasure(admin, id)).toMatchObject({ state: 'erased', value: null });
}

async function plant(): Promise<void> {
  await say(`Write to <${email.toUpperCase()}>, please`);
  await say('Who?', `Her address is mailto:${email}.`);
  await say('Call (202) 555 0173!');
  await say('Her number?', 'It is ২০২-৫৫৫-০১৭৩.');
  await say('And abroad', '0012025550173');
  await say(`Is ${name.normalize('NFD')} in?`);
  await say('x'.repeat(60_000), `${'y '.repeat(30_000)} Zsofia  Quillfeather/IT`);
  await say('My own session', 'Good.', email);
  await mainPool().query(
    "insert into conversations (session_id, user_message, assistant_response, knowledge_base) values ('a session', 'q', 'a', $1)",
    [`About ${name}`],
  );
  await mainPool().query('select conversations_compact(), question_texts_compact()');
  await say('Who is joan@example.org?');
  await say('Order 120255501 is late');
  await say('Where is the Quill pub?');
  await mainPool().query('insert into question_groups (name) values ($1), ($2)', [`What ${name} asks`, 'Cards']);
  await mainPool().query("insert into question_rulings (kind, group_id, before) values ('rename', 1, $1)", [
    JSON.stringify({ groups: [1], name: `About ${email}` }),
  ]);
  await mainPool().query('insert into search.stale_turns (id, created_at, reason) values (1, now(), $1)', [
    `bad row: ${name}`,
  ]);

  await mainPool().query(
    `insert into question_gaps (group_id, home_group_id, closed, closed_at, closed_snapshot, reason, reason_before, draft, draft_before, note, note_before, first_failed_at, last_failed_at, figures, failing_texts, looked_at)
     values (1, 1, 'wont_fix', now(), '1:1:', $1, $1, $1, $1, $1, $1, now(), now(), '{}', '{}', now())`,
    [`Ask ${name}, ${email} or ${number}`],
  );

  const person = await contact({ full_name: name, email, mobile: number });
  const other = await contact({ full_name: 'Joan Bystander' });
  const changed = await contact({ full_name: 'Rosa Changed', mobile: '202.555.0173', notes: `Stands in for ${name}` });
  value(await updateContact(admin, changed, { version: 1, patch: { mobile: '', notes: '' } }));
  value(await reportMistake(admin, person, { field: null, message: 'She moved' }));
  value(await reportMistake(admin, other, { field: null, message: `Ask ${email}` }));
  await mainPool().query('insert into users (id, name, email) values ($1, $2, $3)', [
    admin.id,
    'Ada',
    'ada@example.org',
  ]);
  await mainPool().query('insert into contact_favourites (user_id, employee) values ($1, $2)', [admin.id, person]);

  makeUploadFolder();
  const source = join(data.path, 'imports', '0.csv');
  writeFileSync(source, `Name,Email,Mobile\n${name},${email},${number}\n,${email},\nNora New,nora@example.org,\n`);
  const applied = value(await createBatch(admin, { file: source, fileName: `${email}.csv` }));
  value(await runImport(admin, applied.batch, { commit: false, file: source }));
  await writeRejectFile(admin, applied.batch, { file: source, facts: applied.facts }, rejectFile(applied.batch));
  expect(readFileSync(rejectFile(applied.batch), 'utf8')).toContain(email);
  writeFileSync(uploadFile(applied.batch), readFileSync(source));
  const latin = value(await createBatch(admin, { file: source, fileName: 'staff.csv' }));
  writeFileSync(uploadFile(latin.batch), Buffer.from(`Name\n${name}\n`, 'utf16le'));
  writeFileSync(join(data.path, 'postgres.log'), `one\nERROR: invalid input: "${email}"\ntwo\n`);
}

async function contact(fields: Record<string, string>): Promise<number> {
  const saved = value(await createContact(admin, contactInputSchema.parse(fields)));
  if (saved.state !== 'saved') throw new Error('It was not saved.');
  return saved.contact.id;
}

const columnRows = z.array(z.object({ schema: z.string(), table: z.string(), column: z.string() }));

/** Every column of every table, of any type, in which a trace stands. */
async function whereStands(): Promise<string[]> {
  const { rows } = await mainPool().query(
    `select c.table_schema as schema, c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name) where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const standing: string[] = [];
  for (const { schema, table, column } of columnRows.parse(rows)) {
    const found = await mainPool().query(
      `select from "${schema}"."${table}" where search.fold_whole("${column}"::text) like any($1) limit 1`,
      [traces.map((trace) => `%${trace}%`)],
    );
    if (found.rowCount !== 0) standing.push(`${schema}.${table}.${column}`);
  }
  return standing;
}

function filesHolding(): string[] {
  return readdirSync(data.path, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /quillfeather/i.test(`${readFileSync(file, 'utf8')}${readFileSync(file, 'utf16le')}`));
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.fieldErrors)}`);
  return result.value;
}
