import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { findBatches } from '#server/imports/queries.ts';
import { updateSettings } from '#server/settings/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { signedInCookie } from '#test/people.ts';
import { POST } from './route.ts';

withDatabase();
const data = withDataDirectory();

const admin = userActor('admin');
const sent = vi.hoisted(() => ({ cookie: '' }));
vi.mock('next/headers', () => ({
  cookies: async () => ({ toString: () => sent.cookie }),
  headers: async () => new Headers(),
}));

const upload = () =>
  POST(new Request('http://localhost/api/imports?name=a.csv', { method: 'POST', body: 'id,name\n1,Ann\n' }));

async function kept(): Promise<{ batches: number; files: string[] }> {
  const folder = join(data.path, 'imports');
  return { batches: (await findBatches(admin, 1)).total, files: existsSync(folder) ? readdirSync(folder) : [] };
}

test('an upload is for admins who owe no second factor; of one refused nothing is kept', async () => {
  const before = await kept();
  expect((await upload()).status).toBe(401);
  sent.cookie = await signedInCookie('analyst');
  expect((await upload()).status).toBe(403);

  sent.cookie = await signedInCookie('admin');
  await updateSettings(admin, { requireSecondFactorFor: ['admin'] }, {});
  const owed = await upload();
  expect(owed.status).toBe(403);
  expect(await owed.json()).toEqual({ detail: 'Set up your second factor first.', code: 'forbidden' });
  expect(await kept()).toEqual(before);

  await updateSettings(admin, { requireSecondFactorFor: [] }, { requireSecondFactorFor: ['admin'] });
  expect((await upload()).status).toBe(200);
  expect((await kept()).batches).toBe(before.batches + 1);
});
