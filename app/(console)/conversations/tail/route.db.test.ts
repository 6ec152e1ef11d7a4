import { expect, test, vi } from 'vitest';
import { settingsSchema } from '#lib/settings/schema.ts';
import { getMark } from '#server/conversations/tail.ts';
import { updateSettings } from '#server/settings/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { signedInCookie } from '#test/people.ts';
import { GET } from './route.ts';

withDatabase();

const sent = vi.hoisted(() => ({ cookie: '' }));
vi.mock('next/headers', () => ({
  cookies: async () => ({ toString: () => sent.cookie }),
  headers: async () => new Headers(),
}));

test('a tail is for analysts who owe no second factor', async () => {
  const mark = encodeURIComponent(await getMark(userActor('analyst')));
  const ask = (search = `mark=${mark}`) => GET(new Request(`http://localhost/conversations/tail?${search}`));
  expect((await ask()).status).toBe(401);
  sent.cookie = await signedInCookie('operator');
  expect((await ask()).status).toBe(403);

  sent.cookie = await signedInCookie('analyst');
  await updateSettings(userActor('admin'), settingsSchema.parse({ requireSecondFactorFor: ['analyst'] }));
  const owed = await ask();
  expect(owed.status).toBe(403);
  expect(await owed.json()).toEqual({ detail: 'Set up your second factor first.', code: 'forbidden' });

  await updateSettings(userActor('admin'), settingsSchema.parse({}));
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ rows: [], count: 0, judged: [] });
  expect((await ask('mark=1')).status).toBe(422);
});
