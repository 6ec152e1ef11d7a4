import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOldestView, readHorizon } from '#server/monitoring/storage/horizon.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();

const opened: pg.Client[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((client) => client.end()));
});

async function open(name: string, other: Partial<pg.ClientConfig> = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...database.superuser(), application_name: name, ...other });
  await client.connect();
  opened.push(client);
  return client;
}

let monitor: pg.Client;
beforeEach(async () => {
  monitor = await open('monitor');
});

/** Another transaction has come and gone. */
async function pass(): Promise<void> {
  await monitor.query('select pg_current_xact_id()');
}

test('a session of another database holds nothing back in ours', async () => {
  const other = await open('other', { database: 'postgres' });
  await other.query('begin isolation level repeatable read; select 1 from pg_class limit 1');
  await pass();
  const ours = await open('ours');
  await ours.query('begin isolation level repeatable read; select 1 from pg_class limit 1');
  await pass();
  expect((await findOldestView(monitor))?.who).toMatch(/^the session \d+ of ours$/);
  expect(await readHorizon(monitor)).toMatchObject({ ok: true, value: { age: expect.any(Number), holder: null } });
});

test('a session that has written and runs nothing holds by its transaction', async () => {
  await monitor.query('create table if not exists public.written (id int)');
  const writer = await open('writer');
  await writer.query('begin');
  await writer.query('insert into public.written values (1)');
  await pass();
  expect((await findOldestView(monitor))?.who).toMatch(/^the session \d+ of writer$/);
});
