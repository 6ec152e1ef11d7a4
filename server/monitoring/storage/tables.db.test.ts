import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTables } from '#server/monitoring/storage/tables.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();

let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client(database.superuser());
  await client.connect();
  await client.query(
    `create table public.few (id int) with (autovacuum_enabled = off);
     insert into public.few select generate_series(1, 100);
     delete from public.few where id <= 10`,
  );
  await client.query('select pg_stat_force_next_flush()');
  // A server of another release, as it answers: its settings come first.
  await client.query(
    `create schema other_release;
     create function other_release.current_setting(name text, missing_ok boolean) returns text language sql
     as $$ select case name when 'autovacuum_vacuum_max_threshold' then nullif(pg_catalog.current_setting('other.threshold', true), '') else pg_catalog.current_setting(name, missing_ok) end $$;
     set search_path = other_release, pg_catalog`,
  );
});
afterAll(() => client.end());

test.each([
  ['has no greatest threshold', '', 'autovacuum_enabled=off', false],
  ['has one that is past', '5', 'autovacuum_enabled=off', true],
  ['has switched it off', '-1', 'autovacuum_enabled=off', false],
  ['has one that the table switches off', '5', 'autovacuum_vacuum_max_threshold=-1', false],
  ['has switched it off, and the table has one that is past', '-1', 'autovacuum_vacuum_max_threshold=5', true],
])('where the server %s, vacuum is due as it is to Postgres', async (_, threshold, option, isDue) => {
  await client.query("select set_config('other.threshold', $1, false)", [threshold]);
  await client.query("update pg_class set reloptions = array[$1] where oid = 'public.few'::regclass", [option]);
  const few = (await findTables(client, new Map())).find(({ name }) => name === 'public.few');
  expect(few).toMatchObject({ dead: 10, vacuumDue: isDue });
});
