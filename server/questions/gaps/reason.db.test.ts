import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { failingGroup, readGaps } from '#test/gaps.ts';
import { closeGap, openGap } from './mutations.ts';
import { undoGap } from './undo.ts';

withDatabase();
const analyst = userActor('analyst');

test('a gap that was closed for two reasons says the first again when the second is taken back', async () => {
  await failingGroup();
  const seen = async () => {
    const [gap] = await readGaps();
    return { gap: gap?.id ?? '', version: gap?.version ?? 0 };
  };
  const { gap } = await seen();
  const standing = async () => (await mainPool().query('select closed, reason from question_gaps')).rows;
  await closeGap(analyst, await seen(), 'wont_fix', 'Not ours to say');
  await openGap(analyst, await seen());
  await closeGap(analyst, await seen(), 'wont_fix', 'Asked for fun');
  expect(await standing()).toEqual([{ closed: 'wont_fix', reason: 'Asked for fun' }]);
  expect(await undoGap(analyst, gap, null)).toEqual({ ok: true, value: 'wont_fix' });
  expect(await undoGap(analyst, gap, null)).toEqual({ ok: true, value: 'opened' });
  expect(await standing()).toEqual([{ closed: 'wont_fix', reason: 'Not ours to say' }]);
  expect(await undoGap(analyst, gap, null)).toEqual({ ok: true, value: 'wont_fix' });
  await closeGap(analyst, await seen(), 'fixed', null);
  expect(await standing()).toEqual([{ closed: 'fixed', reason: null }]);
});
