import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Subject } from '#lib/erasure/subject.ts';
import type { Result } from '#lib/result.ts';
import { importTurns } from '#server/conversations/import/run.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getErasure } from '#server/core/erasure/queries.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure } from '#server/core/erasure/requests.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { makeUploadFolder, rejectedTurnsFile } from '#server/imports/uploads.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { stores } from './erasure-stores.ts';

withDatabase();
const admin = userActor('admin');
const worker = systemActor('worker');
const never = new AbortController().signal;
const data = withDataDirectory();
beforeAll(() => {
  registerErasureStores(stores);
  makeUploadFolder();
});

const turn = { session_id: 's-1', user_message: 'Hello', assistant_response: 'Fine.', created_at: 'nope' };
const said = (text: string, more: object = {}) => JSON.stringify({ ...turn, user_message: text, ...more });
const ascii = (json: string) =>
  json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const cases: { what: string; subject: Subject; line: string }[] = [
  {
    what: 'an address after a line break',
    subject: { kind: 'email', value: 'ada@example.org' },
    line: said('Contact:\nada@example.org'),
  },
  {
    what: 'a name after a line break and a tab',
    subject: { kind: 'name', value: 'Ada Lovelace' },
    line: said('Contact:\nAda\tLovelace'),
  },
  {
    what: 'an accented name written in ASCII',
    subject: { kind: 'name', value: 'Zsófia' },
    line: ascii(said('Is Zsófia in?')),
  },
  {
    what: 'a Bengali name written in ASCII',
    subject: { kind: 'name', value: 'রহমান' },
    line: ascii(said('জনাব রহমান আছেন?')),
  },
  {
    what: 'a number of Bengali digits written in ASCII',
    subject: { kind: 'number', value: '+8801712345678' },
    line: ascii(said('কল ০১৭১২৩৪৫৬৭৮')),
  },
  {
    what: 'an address on a line cut off, which is no JSON',
    subject: { kind: 'email', value: 'cut@example.org' },
    line: said('Contact:\ncut@example.org').slice(0, -20),
  },
  {
    what: 'a session',
    subject: { kind: 'session', value: 'whatsapp "ü" 7' },
    line: ascii(said('Hello', { session_id: 'whatsapp "ü" 7' })),
  },
  {
    what: 'a session whose id came as a number',
    subject: { kind: 'session', value: '48213' },
    line: said('Hello', { session_id: 48213 }),
  },
];

test.each(cases)('$what goes with the rejected lines, which the preview counts', async ({ subject, line }) => {
  const rejects = await importLine(line);
  expect(JSON.parse(readFileSync(rejects, 'utf8'))).toMatchObject({ line: 1, record: line });
  const id = value(await createErasure(admin, subject)).id;
  await previewErasure(worker, id, never);
  expect((await getErasure(admin, id))?.found).toContainEqual(
    expect.objectContaining({ store: 'imports', counts: expect.objectContaining({ files: 1 }) }),
  );
  value(await confirmErasure(admin, id));
  await runErasure(worker, id, never);
  expect(existsSync(rejects)).toBe(false);
});

test.each<[Subject, string]>([
  [{ kind: 'email', value: 'ada@example.org' }, said('Contact:\tnada@example.org')],
  [{ kind: 'session', value: 's-1' }, said('Session s-1, "s-1"', { session_id: 's-10' })],
  [{ kind: 'session', value: '48' }, said('48', { session_id: 48213 })],
])('a file that holds another than %o stays', async (subject, line) => {
  const rejects = await importLine(line);
  await mainPool().query(
    "insert into conversations (session_id, user_message, assistant_response) values ($1, $2, 'Fine.')",
    [subject.value, subject.value],
  );
  const id = value(await createErasure(admin, subject)).id;
  await previewErasure(worker, id, never);
  value(await confirmErasure(admin, id));
  await runErasure(worker, id, never);
  expect((await getErasure(admin, id))?.state).toBe('erased');
  expect(existsSync(rejects)).toBe(true);
});

async function importLine(line: string): Promise<string> {
  const file = join(data.path, 'turns.jsonl');
  writeFileSync(file, `${line}\n`);
  const imported = await importTurns(systemActor('cli'), {
    file,
    fileName: 'turns.jsonl',
    commit: true,
    rejects: rejectedTurnsFile,
  });
  const { rejected } = value(imported);
  if (rejected === null) throw new Error('The line was not rejected.');
  return rejected;
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
