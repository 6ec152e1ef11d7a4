import { expect, test, vi } from 'vitest';
import { getMark } from '#server/conversations/tail.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { expectForAnalysts } from '#test/owed-second-factor.ts';
import { GET } from './route.ts';

withDatabase();

const sent = vi.hoisted(() => ({ cookie: '' }));
vi.mock('next/headers', () => ({
  cookies: async () => ({ toString: () => sent.cookie }),
  headers: async () => new Headers(),
}));

test('a tail is for analysts who owe no second factor', async () => {
  const mark = encodeURIComponent(await getMark(userActor('analyst')));
  const ask = (search: string) => GET(new Request(`http://localhost/conversations/tail?${search}`));
  const answer = await expectForAnalysts((cookie) => {
    sent.cookie = cookie;
    return ask(`mark=${mark}`);
  });
  expect(await answer.json()).toMatchObject({ rows: [], count: 0, judged: [] });
  expect((await ask('mark=1')).status).toBe(422);
});
