import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { vacuumTables } from '#server/core/erasure/vacuum.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

test('what few rows left in an index goes too, where a plain vacuum would leave it for later', async () => {
  // The test server commits asynchronously; a vacuum takes a row for committed once its commit is written.
  await mainPool().query(
    `set local synchronous_commit = on;
     create table kept (id int primary key, filler text) with (autovacuum_enabled = off);
     insert into kept select i, repeat('x', 1000) from generate_series(1, 2000) i`,
  );
  await mainPool().query('vacuum kept');
  await mainPool().query('set local synchronous_commit = on; delete from kept where id = 1000');
  await vacuumTables(['public.kept']);
  // A page that an index may still point into is not told to be visible to all.
  const { rows } = await mainPool().query(
    "select relpages > 200 as many, relpages - relallvisible as pages from pg_class where relname = 'kept'",
  );
  expect(rows).toEqual([{ many: true, pages: 0 }]);
});
