import { test, vi } from 'vitest';
import { withDatabase } from '#test/database.ts';
import { expectForAnalysts } from '#test/owed-second-factor.ts';
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
  await expectForAnalysts((cookie) => {
    sent.cookie = cookie;
    return get(new Request('http://localhost/api/monitoring', { headers: { cookie } }));
  });
});
