import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, failingGroup, lookAtGaps, readGaps } from '#test/gaps.ts';
import { getGap } from './detail.ts';
import { closeGap } from './mutations.ts';

withDatabase();
const analyst = userActor('analyst');

test('a reopened gap names the sessions of the turns that show it, as they are shown, and none of a turn that is gone', async () => {
  await failingGroup();
  const [{ id, version } = { id: '', version: 0 }] = await readGaps();
  await closeGap(analyst, { gap: id, version }, 'fixed', null);
  const turns: string[] = [];
  for (const session of ['d', '+8801712345610', 'e'])
    turns.push(await askTurn({ question: 'Where is my card?', session }));
  await lookAtGaps();
  await mainPool().query('delete from conversations where id = $1', [turns[2]]);
  const gap = await getGap(analyst, id, '30d', 'UTC', new Date());
  const [reopened] = gap?.events ?? [];
  expect(reopened?.kind).toBe('reopened');
  expect(reopened?.details.evidence).toMatchObject([
    { id: turns[2], sessionId: null },
    { id: turns[1], sessionId: expect.stringMatching(/^~/) },
    { id: turns[0], sessionId: 'd' },
  ]);
  expect(JSON.stringify(gap?.events)).not.toContain('8801712');
});
