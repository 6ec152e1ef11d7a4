import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';
import { turn, withIngest } from '#test/ingest.ts';

const database = withDatabase();
const { post } = withIngest();

let reader: pg.Client | undefined;
afterEach(() => reader?.end());

test('while somebody reads where new months would be made, their turns are stored there', async () => {
  reader = new pg.Client(database.connection());
  await reader.connect();
  await reader.query('begin');
  await reader.query('lock table partitions.conversations_default in access share mode');
  const sent = ['2021-02-03', '2021-03-04', '2021-04-05'].map((day) =>
    turn({ session_id: 'of old', created_at: `${day}T10:00:00Z` }),
  );
  expect(await post(sent)).toMatchObject({ status: 201, accepted: 3 });
  await reader.query('rollback');
  const { rows } = await mainPool().query(
    "select tableoid::regclass::text as place from conversations where session_id = 'of old'",
  );
  expect(rows).toEqual(sent.map(() => ({ place: 'partitions.conversations_default' })));
});
