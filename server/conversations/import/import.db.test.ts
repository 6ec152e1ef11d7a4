import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeTurnRejects } from '#server/conversations/import/reject-file.ts';
import { forgetDryRun, importTurns } from '#server/conversations/import/run.ts';
import { undoTurnImport } from '#server/conversations/import/undo.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const cli = systemActor('cli');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-turns-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await mainPool().query('truncate conversations; truncate import_batches cascade');
});

const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const turn = (index: number, more: object = {}) => ({
  session_id: `s${index % 7}`,
  user_message: `Question ${index}`,
  assistant_response: 'Answer',
  is_answered: index % 3 === 0 ? 0 : 1,
  created_at: at(index / 100),
  ...more,
});
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function fileOf(records: unknown[]): string {
  const text = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n');
  const file = join(folder, `${createHash('sha1').update(text).digest('hex')}.jsonl`);
  writeFileSync(file, text);
  return file;
}

async function run(file: string, commit = true) {
  const result = await importTurns(cli, { file, fileName: 'turns.jsonl', commit });
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** As if 40 days had passed: the ledger has forgotten every id. */
async function afterTheLedger(): Promise<void> {
  const past = (column: string) => `${column} = ${column} - interval '40 days'`;
  const columns = ['created_at', 'applied_at', 'undone_at'].map(past).join(', ');
  await mainPool().query(`truncate conversation_events; update import_batches set ${columns}`);
}

async function stored(): Promise<number> {
  const { rows } = await mainPool().query('select count(*)::int as count from conversations');
  return rows[0].count;
}

/** Stops the database from taking turns beyond one, as a kill in the middle would. */
async function failAt(message: string): Promise<void> {
  await mainPool().query(`create or replace function pg_temp_fail() returns trigger language plpgsql as $$ begin
    if exists (select from new_rows where user_message = '${message}') then raise exception using errcode = '57014'; end if; return null; end $$;
    create trigger fail after insert on conversations referencing new table as new_rows for each statement execute function pg_temp_fail()`);
}
const heal = () => mainPool().query('drop trigger fail on conversations');

describe('turns from a file', () => {
  test('are stored by the rules of the endpoint, what is wrong is told with its line', async () => {
    const file = fileOf([
      `\ufeff${JSON.stringify(turn(0, { event_id: uuid(1), response_time_ms: 12, knowledge_base: 'fees' }))}`,
      '',
      turn(1, { user_message: 'a\u0000b', is_answered: undefined }),
      '{"session_id": "half',
      turn(2, { session_id: ' ' }),
      [turn(3)],
      turn(4, { event_id: uuid(1), user_message: 'the same id again' }),
      turn(5, { created_at: '1990-01-01' }),
      `{"session_id":"x","user_message":"${'y'.repeat(1_100_000)}","assistant_response":"z"}`,
    ]);
    const { batch, counts } = await run(file);
    expect(counts).toMatchObject({ read: 8, created: 2, unchanged: 1, rejected: 5, mended: { unstorable: 1 } });
    const { rows } = await mainPool().query(
      `select user_message, source, is_answered, reported_explicitly, mended, event_id is not null as known from conversations order by id`,
    );
    expect(rows).toEqual([
      {
        user_message: 'Question 0',
        source: 'import',
        is_answered: 0,
        reported_explicitly: true,
        mended: false,
        known: true,
      },
      {
        user_message: 'a\ufffdb',
        source: 'import',
        is_answered: null,
        reported_explicitly: false,
        mended: true,
        known: true,
      },
    ]);
    const target = join(folder, 'rejected.jsonl');
    expect(await writeTurnRejects(cli, batch, file, target)).toBe(true);
    const rejects = readFileSync(target, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rejects.map(({ line, problem }) => [line, problem])).toEqual([
      [4, 'The line is not JSON.'],
      [5, 'session_id must have 1 to 255 characters that are not all blank.'],
      [6, 'The line must be an object with the fields of a turn.'],
      [8, expect.stringMatching(/^created_at must not be before /)],
      [9, 'The line is longer than 1048576 bytes.'],
    ]);
    expect(rejects.map(({ record }) => record).slice(0, 1)).toEqual(['{"session_id": "half']);
    expect(await verifyConversations(cli)).toMatchObject({ turns: 2, differing: 0 });
  });

  test('are stored once, with ids or without, also when the ledger has forgotten them', async () => {
    const records = Array.from({ length: 40 }, (_, index) =>
      turn(index, index % 2 === 0 ? { event_id: uuid(index) } : {}),
    );
    const file = fileOf(records);
    expect((await run(file)).counts).toMatchObject({ created: 40, unchanged: 0 });
    expect((await run(file)).counts).toMatchObject({ created: 0, unchanged: 40 });
    await mainPool().query('truncate conversation_events');
    expect((await run(file)).counts).toMatchObject({ created: 0, unchanged: 40 });
    expect(await stored()).toBe(40);
  });

  test('without a time are known by their file once the ledger has forgotten them, but for what was refused', async () => {
    await mainPool().query(`alter table conversations add constraint odd check (user_message <> 'Question 13')`);
    const records = Array.from({ length: 30 }, (_, index) =>
      turn(index, { created_at: undefined, ...(index % 2 === 0 ? { event_id: uuid(index) } : {}) }),
    );
    const file = fileOf(records);
    expect((await run(file)).counts).toMatchObject({ created: 29, rejected: 1 });
    await mainPool().query('alter table conversations drop constraint odd');
    await afterTheLedger();
    expect((await run(file, false)).counts).toMatchObject({ created: 1, unchanged: 29 });
    expect((await run(file)).counts).toMatchObject({ created: 1, unchanged: 29 });
    await afterTheLedger();
    expect((await run(file)).counts).toMatchObject({ created: 0, unchanged: 30 });
    expect((await run(fileOf([turn(30, { created_at: undefined })]))).counts).toMatchObject({ created: 1 });
    expect(await stored()).toBe(31);
  });

  test('go on where a run was cut off, as the same import', async () => {
    const file = fileOf(Array.from({ length: 12_000 }, (_, index) => turn(index)));
    await failAt('Question 7000');
    await expect(run(file)).rejects.toThrow();
    expect(await stored()).toBe(5_000);
    await heal();
    const { batch, counts } = await run(file);
    expect(counts).toMatchObject({ read: 12_000, created: 12_000, unchanged: 0 });
    const { rows } = await mainPool().query('select id, state from import_batches');
    expect(rows).toEqual([{ id: batch, state: 'applied' }]);
    expect(await verifyConversations(cli)).toMatchObject({ turns: 12_000, differing: 0 });
  });

  test('leave a row that the database refuses to its owner', async () => {
    await mainPool().query(`alter table conversations add constraint odd check (user_message <> 'Question 13')`);
    const { counts, batch } = await run(fileOf(Array.from({ length: 30 }, (_, index) => turn(index))));
    await mainPool().query('alter table conversations drop constraint odd');
    expect(counts).toMatchObject({ created: 29, rejected: 1 });
    const { rows } = await mainPool().query('select row_number, message from import_problems where batch = $1', [
      batch,
    ]);
    expect(rows).toEqual([{ row_number: 14, message: 'The database refused it.' }]);
  });

  test('are only counted in a dry run', async () => {
    await run(fileOf([turn(1, { event_id: uuid(1) })]));
    const file = fileOf([
      ...[turn(1, { event_id: uuid(1) }), turn(2, { event_id: uuid(2) }), turn(3, { event_id: uuid(2) }), turn(4), 'x'],
    ]);
    const { batch, counts } = await run(file, false);
    expect(counts).toMatchObject({ read: 5, created: 2, unchanged: 2, rejected: 1 });
    expect(await stored()).toBe(1);
    expect(await writeTurnRejects(cli, batch, file, join(folder, 'dry.jsonl'))).toBe(true);
    await forgetDryRun(cli, batch);
    const { rows } = await mainPool().query('select count(*)::int as batches from import_batches');
    expect(rows).toEqual([{ batches: 1 }]);
    const really = await run(file);
    expect(really.counts).toEqual(counts);
  });
});

describe('an import of turns is taken back', () => {
  test('with all its turns and nobody else’s, and can be imported anew', async () => {
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, source) values ('s1', 'mine', 'a', 'import')`,
    );
    const file = fileOf(Array.from({ length: 11_000 }, (_, index) => turn(index)));
    const { batch } = await run(file);
    const undone = await undoTurnImport(cli, batch);
    expect(undone).toMatchObject({ ok: true, value: { deleted: 11_000 } });
    expect(await stored()).toBe(1);
    expect(await verifyConversations(cli)).toMatchObject({ turns: 1, differing: 0 });
    expect(await undoTurnImport(cli, batch)).toMatchObject({ ok: true, value: { batch: null, deleted: 0 } });
    const again = await run(file);
    expect(again.batch).not.toBe(batch);
    expect(again.counts).toMatchObject({ created: 11_000 });
  });

  test('and what was imported again meanwhile does not keep a turn without a time away', async () => {
    const file = fileOf(Array.from({ length: 10 }, (_, index) => turn(index, { created_at: undefined })));
    const first = await run(file);
    const second = await run(file);
    await undoTurnImport(cli, second.batch);
    await afterTheLedger();
    expect((await run(file)).counts).toMatchObject({ created: 0, unchanged: 10 });
    await undoTurnImport(cli, first.batch);
    expect(await stored()).toBe(0);
    expect((await run(file)).counts).toMatchObject({ created: 10, unchanged: 0 });
    await afterTheLedger();
    expect((await run(file)).counts).toMatchObject({ created: 0, unchanged: 10 });
  });

  test('and another file that held the same turns brings them back', async () => {
    const week = (from: number, to: number) =>
      fileOf(
        Array.from({ length: to - from }, (_, at) =>
          turn(from + at, { event_id: uuid(from + at), created_at: undefined }),
        ),
      );
    const first = await run(week(0, 10));
    const both = week(0, 20);
    expect((await run(both)).counts).toMatchObject({ created: 10, unchanged: 10 });
    await undoTurnImport(cli, first.batch);
    expect((await run(both)).counts).toMatchObject({ created: 10, unchanged: 10 });
    expect(await stored()).toBe(20);
  });

  test('also when it was cut off', async () => {
    const file = fileOf(Array.from({ length: 6_000 }, (_, index) => turn(index)));
    await failAt('Question 5500');
    await expect(run(file)).rejects.toThrow();
    await heal();
    const { rows } = await mainPool().query<{ id: number }>('select id from import_batches');
    expect(await undoTurnImport(cli, rows[0]?.id ?? 0)).toMatchObject({ ok: true, value: { deleted: 5_000 } });
    expect(await stored()).toBe(0);
  });

  test('only by its own kind of undo, and by admins', async () => {
    expect(await undoTurnImport(cli, 4711)).toBeNull();
    await expect(undoTurnImport(userActor('analyst'), 1)).rejects.toThrow(ForbiddenError);
    await expect(importTurns(userActor('analyst'), { file: 'x', fileName: 'x', commit: true })).rejects.toThrow(
      ForbiddenError,
    );
  });
});
