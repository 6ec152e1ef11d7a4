import { expect, test } from 'vitest';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { findKeys } from '#server/settings/keys/queries.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const admin = userActor('admin');

test('a key tells how many of its ids came again with another body, up to a thousand', async () => {
  const [none, some, many] = [await makeKey('none'), await makeKey('some'), await makeKey('many')];
  await plant(none, 5, false);
  await plant(some, 5, false);
  await plant(some, 3, true);
  await plant(many, 1_200, true);
  // Imports have no key.
  await plant(null, 7, true);
  const keys = await findKeys(admin);
  expect(Object.fromEntries(keys.map(({ name, conflicts }) => [name, conflicts]))).toEqual({
    none: 0,
    some: 3,
    many: 1_001,
  });
});

test('no more of the ledger is read than the ids that came again', async () => {
  const key = await makeKey('busy');
  await plant(key, 20_000, false);
  await plant(key, 10, true);
  await mainPool().query('vacuum analyze conversation_events');
  const before = await pagesRead();
  await findKeys(admin);
  await mainPool().query('select pg_stat_force_next_flush()');
  await expect.poll(async () => (await pagesRead()).scans - before.scans).toBeGreaterThan(0);
  expect((await pagesRead()).rows).toBe(before.rows);
});

async function makeKey(name: string): Promise<string> {
  const made = await createApiKey(admin, { name, scopes: ['conversations:write'], expiresAt: null });
  if (!made.ok) throw new Error(made.message);
  return made.value.id;
}

function plant(key: string | null, ids: number, conflicting: boolean) {
  return mainPool().query(
    `insert into conversation_events (event_id, created_at, key_id, body_hash, conflicting)
     select gen_random_uuid(), timezone('utc', now()), $1, '\\x00', $3 from generate_series(1, $2::int)`,
    [key, ids, conflicting],
  );
}

async function pagesRead(): Promise<{ scans: number; rows: number }> {
  const { rows } = await mainPool().query(
    `select seq_tup_read::int as rows, (select idx_scan::int from pg_stat_user_indexes where indexrelname = 'conversation_events_conflicting_idx') as scans
     from pg_stat_user_tables where relname = 'conversation_events'`,
  );
  return rows[0];
}
