import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';
import { ledgerOf, newKey, storedIn, turn, withIngest } from '#test/ingest.ts';

withDatabase();
const { post, call } = withIngest();

describe('taking back', () => {
  const remove = async (path: string, key?: string) =>
    (await call('', { method: 'DELETE', path: `/api/conversations/${path}`, key })).status;

  test('a turn of a smoke test, by its key, figures included', async () => {
    const event_id = randomUUID();
    await post(turn({ event_id, session_id: 'smoke-1', response_time_ms: 5 }));
    expect(await remove(event_id, await newKey('Stranger'))).toBe(404);
    expect(await remove(event_id.toUpperCase())).toBe(204);
    expect(await remove(event_id)).toBe(404);
    expect(await storedIn('smoke-1')).toEqual([]);
    expect(await ledgerOf(event_id)).toEqual([]);
    await mainPool().query('select conversations_compact()');
    const { rows } = await mainPool().query(`select * from conversation_sessions where session_id = 'smoke-1'`);
    expect(rows).toEqual([]);
    expect(await post(turn({ event_id, session_id: 'smoke-1' }))).toMatchObject({ accepted: 1 });
  });

  test('nothing else', async () => {
    const [usual, late] = [randomUUID(), randomUUID()];
    await post([
      turn({ event_id: usual, session_id: 'my smoke-1' }),
      turn({ event_id: late, session_id: 'smoke-late' }),
    ]);
    await mainPool().query(
      `update conversation_events set received_at = received_at - interval '10 minutes 1 second' where event_id = $1`,
      [late],
    );
    for (const path of [usual, late, randomUUID(), 'nothing', '%E0%A4%A', '%00']) expect(await remove(path)).toBe(404);
    expect([...(await storedIn('my smoke-1')), ...(await storedIn('smoke-late'))]).toHaveLength(2);
  });
});
