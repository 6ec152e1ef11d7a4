import { beforeEach, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, failingGroup, lookAtGaps, readGaps } from '#test/gaps.ts';
import { getGap } from './detail.ts';
import { closeGap, openGap, setGapDue } from './mutations.ts';
import { undoGap } from './undo.ts';

withDatabase();
const lena = userActor('analyst');
const omar = userActor('analyst');
beforeEach(emptyGaps);

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

/** A gap that was fixed and failed once since, with its failures since the closing as its page shows them. */
async function failedOnce() {
  await failingGroup();
  const [{ id: gap } = { id: '' }] = await readGaps();
  const seen = async () => ({ gap, version: (await readGaps())[0]?.version ?? 0 });
  const since = async () => (await getGap(lena, gap, '30d', 'UTC', new Date()))?.since;
  await closeGap(lena, await seen(), 'fixed', null);
  await askTurn({ question: 'Where is my card?', session: 'd' });
  await lookAtGaps();
  expect(await since()).toEqual({ sessions: 1, turns: 1 });
  return { gap, seen, since };
}

test('a gap that is fixed once more begins to count anew, and goes on from before when that is taken back', async () => {
  const { gap, seen, since } = await failedOnce();
  await openGap(lena, await seen());
  await closeGap(lena, await seen(), 'fixed', null);
  expect(await since()).toEqual({ sessions: 0, turns: 0 });
  for (const kind of ['fixed', 'opened']) expect(await undoGap(lena, gap, null)).toEqual({ ok: true, value: kind });
  expect(await since()).toEqual({ sessions: 1, turns: 1 });
  await lookAtGaps();
  expect(await since()).toEqual({ sessions: 1, turns: 1 });
});

test('what failed while a gap was open speaks against its fix as soon as the opening is taken back', async () => {
  const { gap, seen, since } = await failedOnce();
  await openGap(lena, await seen());
  await askTurn({ question: 'Where is my card?', session: 'd' });
  await lookAtGaps();
  await undoGap(lena, gap, null);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ closed: 'fixed' }]);
  expect(await since()).toEqual({ sessions: 1, turns: 2 });
});
