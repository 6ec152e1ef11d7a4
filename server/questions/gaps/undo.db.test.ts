import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { failingGroup, readGaps } from '#test/gaps.ts';
import { setGapDue } from './mutations.ts';
import { undoGap } from './undo.ts';

withDatabase();
const lena = userActor('analyst');
const omar = userActor('analyst');

test('an undo of a step whose answer was lost takes back that step, or nothing', async () => {
  await failingGroup();
  const [{ id: gap, version } = { id: '', version: 0 }] = await readGaps();
  const dueOn = async () =>
    (await mainPool().query('select due_on::text as due from question_gaps where id = $1', [gap])).rows[0]?.due;
  const never = { ok: false, message: 'It was not done, so there is nothing to take back.' };
  expect(await undoGap(lena, gap, { upon: version })).toMatchObject(never);
  await setGapDue(omar, { gap, version }, '2026-11-20');
  expect(await undoGap(lena, gap, { upon: version })).toMatchObject(never);
  expect(await dueOn()).toBe('2026-11-20');

  await setGapDue(lena, { gap, version: version + 1 }, '2026-11-21');
  expect(await undoGap(lena, gap, { upon: version + 1 })).toEqual({ ok: true, value: 'due' });
  expect(await undoGap(lena, gap, { upon: version + 1 })).toMatchObject({ code: 'conflict' });
  expect(await dueOn()).toBe('2026-11-20');

  await setGapDue(lena, { gap, version: version + 3 }, '2026-11-22');
  expect(await undoGap(omar, gap, { upon: version })).toMatchObject({
    ok: false,
    message: expect.stringContaining('changed this gap since'),
  });
  expect(await dueOn()).toBe('2026-11-22');
});
