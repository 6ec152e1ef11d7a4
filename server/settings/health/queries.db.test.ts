import { afterAll, expect, test } from 'vitest';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { getConnections } from '#server/settings/health/queries.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
afterAll(closeMonitorPool);

test('tells each part of the product apart, and the main pool from within', async () => {
  const client = await mainPool().connect();
  const { pools, allowed, main } = await getConnections(userActor('admin'));
  client.release();
  expect(main).toMatchObject({ max: 10, inUse: 1, waiting: 0 });
  expect(allowed).toBeGreaterThan(10);
  expect(pools?.map((pool) => pool.name)).toEqual(['switchboard-health', 'switchboard-web']);
  expect(pools?.find((pool) => pool.name === 'switchboard-web')).toMatchObject({ open: 1 });
});

test.each(['operator', 'analyst'] as const)('%s may not look', async (role) => {
  await expect(getConnections(userActor(role))).rejects.toThrow(ForbiddenError);
});
