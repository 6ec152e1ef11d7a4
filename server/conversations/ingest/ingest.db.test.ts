import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';
import { withIngest } from '#test/ingest.ts';

withDatabase();
const { post } = withIngest();

test('a turn is stored', async () => {
  const event_id = randomUUID();
  const answer = await post({
    event_id,
    session_id: 's',
    user_message: 'q',
    assistant_response: 'a',
    created_at: '2026-11-24T10:02:03.123456+06:00',
  });
  expect(answer).toMatchObject({ status: 201, accepted: 1, duplicates: 0, results: [{ event_id, status: 'stored' }] });
  const { rows } = await mainPool().query('select *, created_at::text as at from conversations');
  console.log(
    rows,
    await mainPool()
      .query('select * from conversation_events')
      .then((r) => r.rows),
  );
});
