import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { lampSchema } from '#lib/lamps.ts';
import { HEALTH } from '#lib/monitoring/own-connections.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { beat } from '#server/core/jobs/heartbeat.ts';
import { getFacts } from '#server/core/lamps/facts.ts';
import { findLamps } from '#server/core/lamps/lamps.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { startRedis } from '#test/redis.ts';

const database = withDatabase();

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeMonitorPool();
});

async function lampsNow(actor: Actor = userActor('operator')) {
  await pause(1050); // The row is measured once a second.
  const lamps = await findLamps(actor);
  return Object.fromEntries(lamps.map((lamp) => [lamp.id, lampSchema.parse(lamp)]));
}

test('a house in order', async () => {
  await beat();
  const lamps = await lampsNow();
  expect(lamps.postgres).toMatchObject({ state: 'ok', href: '/' });
  expect(lamps.postgres?.reason).toMatch(/^Postgres \d+.* answers in \d+ ms\.$/);
  expect(lamps.pool).toMatchObject({ state: 'ok' });
  expect(lamps.jobs).toMatchObject({ state: 'ok' });
  expect([lamps.redis?.state, lamps.ingest?.state, lamps.lightrag?.state]).toEqual(['blind', 'blind', 'blind']);
});

test('a lamp leads to where its cause is told, for whoever may read that', async () => {
  const admin = await lampsNow(userActor('admin'));
  expect([admin.pool?.href, admin.redis?.href, admin.jobs?.href]).toEqual([
    '/monitoring/pool',
    '/monitoring/redis',
    '/settings/health#jobs',
  ]);
  const analyst = await lampsNow(userActor('analyst'));
  expect([analyst.pool?.href, analyst.jobs?.href]).toEqual(['/monitoring/pool', '/']);
});

test('entries that search could not follow turn Postgres amber', async () => {
  await mainPool().query(`insert into search.stale (employee, reason) values (1, 'search: a test')`);
  expect((await lampsNow()).postgres).toMatchObject({ state: 'warn', value: '1 behind' });
  await mainPool().query('delete from search.stale');
  expect((await lampsNow()).postgres).toMatchObject({ state: 'ok' });
});

test('a full pool does not look like a dead database', async () => {
  const clients = await Promise.all(Array.from({ length: mainPool().max }, () => mainPool().connect()));
  const waiting = mainPool().query('select 1');
  const lamps = await lampsNow();
  expect(lamps.pool).toMatchObject({ state: 'crit', value: '1 waiting' });
  expect(lamps.postgres).toMatchObject({ state: 'ok' });
  for (const client of clients) client.release();
  await waiting;
});

test('a table that somebody has for himself costs no connection each time it is asked about', async () => {
  const owner = new pg.Client(database.superuser());
  await owner.connect();
  await owner.query('begin; lock table conversations in access exclusive mode');
  for (let asked = 0; asked < 4; asked += 1) expect(await getFacts()).toBeNull();
  const { rows } = await owner.query(
    `select count(*)::int as waiting from pg_stat_activity
     where datname = current_database() and application_name = $1 and wait_event_type = 'Lock'`,
    [HEALTH],
  );
  expect(rows).toEqual([{ waiting: 0 }]);
  await owner.end();
  expect(await getFacts()).toMatchObject({ hasTurns: false });
});

test('a database that is gone is red within a second, and what it alone could tell is hollow', async () => {
  vi.stubEnv(
    'SWITCHBOARD_CONNECTION',
    JSON.stringify({ host: '/nowhere', port: 1, user: 'x', password: 'x', database: 'x' }),
  );
  const began = performance.now();
  const lamps = await lampsNow();
  expect(performance.now() - began).toBeLessThan(4000);
  expect(lamps.postgres).toMatchObject({ state: 'crit', value: 'no answer' });
  expect(lamps.jobs).toMatchObject({ state: 'blind' });
  expect(lamps.pool).toMatchObject({ state: 'ok' });
});

test('who does not wait is shown what is old as old', async () => {
  const hung = createServer();
  await new Promise<void>((listening) => hung.listen(0, '127.0.0.1', listening));
  const { port } = z.object({ port: z.number() }).parse(hung.address());
  expect((await lampsNow()).postgres).toMatchObject({ state: 'ok' });
  vi.stubEnv(
    'SWITCHBOARD_CONNECTION',
    JSON.stringify({ host: '127.0.0.1', port, user: 'x', password: 'x', database: 'x' }),
  );
  await closeMonitorPool();
  const soon = async () => (await findLamps(userActor('operator'), 100)).find(({ id }) => id === 'postgres');
  await pause(2100);
  expect(await soon()).toMatchObject({
    state: 'stale',
    value: expect.stringMatching(/^[23] s$/),
    reason: expect.stringMatching(/^Last seen [23] s ago\. It is being measured again\.$/),
  });
  await pause(1050);
  expect(await soon()).toMatchObject({ state: 'crit', value: 'no answer' });
  hung.close();
});

test('a Redis that is set is lit, and amber once it is away', async () => {
  const server = await startRedis();
  vi.stubEnv('REDIS_URL', server.url);
  vi.resetModules();
  // A process of its own, as far as Redis can tell: the environment is read once.
  const { closeRedis } = await import('#server/core/redis/redis.ts');
  const lamps = await import('#server/core/lamps/lamps.ts');
  const actors = await import('#test/actors.ts');
  const redis = async () => (await lamps.findLamps(actors.userActor('operator'))).find((lamp) => lamp.id === 'redis');
  await expect.poll(redis, { timeout: 5000 }).toMatchObject({ state: 'ok' });
  await server.kill();
  await expect.poll(redis, { timeout: 5000 }).toMatchObject({ state: 'warn', value: 'away' });
  closeRedis();
  await server.remove();
  const fresh = await import('#server/core/db/monitor-pool.ts');
  await fresh.closeMonitorPool();
});

test('keys see no lamps', async () => {
  await expect(findLamps(keyActor('phonebook:read'))).rejects.toThrow(ForbiddenError);
});
