import { expect, test } from 'vitest';
import { conversationStore } from '#server/conversations/erasure/store.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';

withDatabase();
const ann = 'ann@bank.example';

test('a turn that plain SQL changes while its month is read, and that goes to the end of it, is found there', async () => {
  await mainPool().query(`select conversations_ensure_month('2025-03-01')`);
  // Four turns a block, all of them full: two ranges of blocks, and no room for a changed turn but behind them.
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, created_at)
     select 's', case n when 8250 then $1 else repeat('q', 1850) end, 'a', '2025-03-16' from generate_series(1, 8400) n`,
    [`Is it ${ann}? ${'q'.repeat(1820)}`],
  );
  let changed = 0;
  const savePlace = async () => {
    if (changed > 0) return;
    const text = `update conversations set is_answered = 0 where created_at = '2025-03-16' and user_message like $1`;
    changed = (await mainPool().query(text, [`%${ann}%`])).rowCount ?? 0;
  };
  await conversationStore.erase?.(await matcherOf({ kind: 'email', value: ann }), { ...quietWork, savePlace });
  expect(changed).toBe(1);
  const left = await mainPool().query('select ctid from conversations where user_message like $1', [`%${ann}%`]);
  expect(left.rows).toEqual([]);
});
