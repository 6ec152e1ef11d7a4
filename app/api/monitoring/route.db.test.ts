import { expect, test, vi } from 'vitest';
import { settingsSchema } from '#lib/settings/schema.ts';
import { updateSettings } from '#server/settings/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { signedInCookie } from '#test/people.ts';
import { GET as getNames } from './names/route.ts';
import { GET as getMonitoring } from './route.ts';

withDatabase();

const sent = vi.hoisted(() => ({ cookie: '' }));
vi.mock('next/headers', () => ({
  cookies: async () => ({ toString: () => sent.cookie }),
  headers: async () => new Headers(),
}));

test.each([
  ['monitoring', getMonitoring],
  ['its names', getNames],
])('%s is for analysts who owe no second factor', async (_, get) => {
  const ask = () => get(new Request('http://localhost/api/monitoring', { headers: { cookie: sent.cookie } }));
  sent.cookie = '';
  expect((await ask()).status).toBe(401);
  sent.cookie = await signedInCookie('operator');
  expect((await ask()).status).toBe(403);

  sent.cookie = await signedInCookie('analyst');
  await updateSettings(userActor('admin'), settingsSchema.parse({ requireSecondFactorFor: ['analyst'] }));
  const owed = await ask();
  expect(owed.status).toBe(403);
  expect(await owed.json()).toEqual({ detail: 'Set up your second factor first.', code: 'forbidden' });

  await updateSettings(userActor('admin'), settingsSchema.parse({}));
  expect((await ask()).status).toBe(200);
});
