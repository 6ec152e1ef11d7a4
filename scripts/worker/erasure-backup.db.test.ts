import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure } from '#server/core/erasure/requests.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { createContact } from '#server/phonebook/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { stores } from './erasure-stores.ts';

// Runs on Debian's Postgres, which has a pg_dump of its own age; the embedded one has none.
const database = withDatabase();
const admin = userActor('admin');
const worker = systemActor('worker');
const never = new AbortController().signal;
withDataDirectory();
beforeAll(() => registerErasureStores(stores));

test('what was erased is in no backup made afterwards', async () => {
  const contact = contactInputSchema.parse({ full_name: 'Zsófia Quillfeather', notes: 'Prefers Quillfeather' });
  expect((await createContact(admin, contact)).ok).toBe(true);
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response) values
       ('a', 'Where does Zsófia Quillfeather sit?', 'Room 4.'), ('b', 'Who knows?', 'Ask Zsofia QUILLFEATHER.')`,
  );
  expect(backup()).toMatch(/quillfeather/i);
  const request = await createErasure(admin, { kind: 'name', value: 'Zsófia Quillfeather' });
  if (!request.ok) throw new Error(request.message);
  await previewErasure(worker, request.value.id, never);
  expect((await confirmErasure(admin, request.value.id)).ok).toBe(true);
  await runErasure(worker, request.value.id, never);
  const dump = backup();
  expect(dump).not.toMatch(/quillfeather/i);
  expect(dump).toContain('COPY public.employees');
});

/** The whole database as pg_dump writes it. */
function backup(): string {
  const { host, port, user, database: name } = database.superuser();
  const place = ['--host', host ?? '', '--port', String(port ?? ''), '--username', user ?? ''];
  return execFileSync('/usr/lib/postgresql/15/bin/pg_dump', [...place, name ?? ''], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
}
