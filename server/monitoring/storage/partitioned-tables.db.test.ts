import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageSchema } from '#lib/monitoring/storage/sample.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { History } from '#server/monitoring/storage/history.ts';
import { storageProbe } from '#server/monitoring/storage/storage-probe.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client(database.superuser());
  await client.connect();
});
afterAll(() => client.end());

async function readTables() {
  const history = new History();
  await history.look(new Date());
  await client.query('begin read only');
  const server = { version: 180_000, database: database.connection().database, startedAt: '' };
  const reading = await storageProbe(history).read(client, server);
  await client.query('rollback');
  if (!reading.ok) throw new Error(reading.reason);
  const { tables } = storageSchema.parse(reading.value);
  if (tables.state !== 'measured') throw new Error(JSON.stringify(tables));
  return tables.value;
}

test('a table of more partitions than are listed is one table, keeps its size as one and pushes no other out', async () => {
  const before = await readTables();
  await mainPool().query('truncate monitor.table_sizes');
  await client.query(
    `create table public.visits (at int, word text) partition by range (at);
     create table public.visits_late partition of public.visits for values from (50) to (maxvalue) partition by list (at);
     create table public.visits_rest partition of public.visits_late default;
     do $$ begin for n in 0..49 loop
       execute format('create table public.visits_%s partition of public.visits for values from (%s) to (%s)', n, n, n + 1);
     end loop; end $$;
     insert into public.visits select n % 60, repeat('x', 900) from generate_series(1, 30000) n`,
  );
  const { rows, partitions, rest } = await readTables();
  const sizes = await client.query(
    "select sum(pg_total_relation_size(relid))::float8 as bytes from pg_partition_tree('public.visits')",
  );
  const { bytes } = sizes.rows[0];
  expect(rows[0]).toMatchObject({ name: 'public.visits', parent: null, partitions: 51, bytes });
  expect(rest.tables).toBe(before.rest.tables + 1);
  const names = rows.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(before.rows.slice(0, 20).map(({ name }) => name)));
  expect(partitions).toHaveLength(40);
  expect(partitions[0]).toMatchObject({ name: 'public.visits_rest', parent: 'public.visits', partitions: 0 });
  await expect
    .poll(
      async () =>
        (
          await mainPool().query(
            "select relation, bytes::float8 from monitor.table_sizes where relation like 'public.visits%'",
          )
        ).rows,
    )
    .toEqual([{ relation: 'public.visits', bytes }]);
});
