import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { mendStaleTurns } from '#server/conversations/upkeep/mend.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
import { systemActor } from '#server/core/auth/actor.ts';
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

  test('a turn whose state somebody holds, and its session goes once that is mended', async () => {
    const event_id = randomUUID();
    await post(turn({ event_id, session_id: 'smoke-held' }));
    await mainPool().query('select conversations_compact(), question_texts_compact()');
    const holder = await mainPool().connect();
    await holder.query(
      `begin; select from conversation_states s join conversations c using (id, created_at) where c.session_id = 'smoke-held' for update of s`,
    );
    expect(await remove(event_id)).toBe(204);
    await holder.query('rollback');
    holder.release();
    expect(await mendStaleTurns(systemActor('worker'))).toBe(1);
    await mainPool().query('select conversations_compact(), question_texts_compact()');
    const { rows } = await mainPool().query(`select * from conversation_sessions where session_id = 'smoke-held'`);
    expect(rows).toEqual([]);
    expect(await verifyConversations(systemActor('cli'))).toMatchObject({ differing: 0, differences: [] });
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
