import { afterAll, expect, test } from 'vitest';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { insertUser } from '#server/core/auth/people.ts';
import { closeMonitorPool, monitorPool } from '#server/core/db/monitor-pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { getNames } from '#server/monitoring/pool/names.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
afterAll(closeMonitorPool);

test('names of people and keys, as many as there are; the rest is left out', async () => {
  const id = await insertUser(prisma(), { email: 'ines@example.org', name: 'Ines Moreau', role: 'analyst' });
  const made = await createApiKey(userActor('admin'), {
    name: 'bot-prod',
    scopes: ['analytics:read'],
    expiresAt: null,
  });
  if (!made.ok) throw new Error(made.message);
  const key = made.value.id;
  const gone = 'user:00000000-0000-0000-0000-000000000000';
  await monitorPool().query('select 1');
  const names = () => getNames(userActor('analyst'), [`user:${id}`, `key:${key}`, gone, 'user:no id at all']);
  await expect.poll(names).toEqual({ [`user:${id}`]: 'Ines Moreau', [`key:${key}`]: 'bot-prod' });
});

test('a database that does not answer costs 200 ms and the names not known yet', async () => {
  const holders = await Promise.all([monitorPool().connect(), monitorPool().connect()]);
  const began = performance.now();
  expect(await getNames(userActor('analyst'), ['user:00000000-0000-0000-0000-000000000001'])).toEqual({});
  expect(performance.now() - began).toBeLessThan(5_000);
  for (const client of holders) client.release();
});

test('operators and keys learn no names', async () => {
  await expect(getNames(userActor('operator'), [])).rejects.toThrow(ForbiddenError);
  await expect(getNames(keyActor('analytics:read'), [])).rejects.toThrow(ForbiddenError);
});
