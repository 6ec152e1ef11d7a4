import { expect, test, vi } from 'vitest';
import { findLamps, measureLamps } from '#server/core/lamps/lamps.ts';
import { withDatabase } from '#test/database.ts';
import { GET } from './route.ts';

withDatabase();
vi.mock('#server/core/lamps/lamps.ts', { spy: true });
vi.mock('next/headers', () => ({
  cookies: async () => ({ toString: () => '' }),
  headers: async () => new Headers(),
}));

test('for whoever is not signed in nothing is measured', async () => {
  const answer = await GET(new Request('http://localhost/api/lamps'));
  expect(answer.status).toBe(401);
  expect(measureLamps).not.toHaveBeenCalled();
  expect(findLamps).not.toHaveBeenCalled();
});
