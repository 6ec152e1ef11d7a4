import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { withDatabase } from '#test/database.ts';
import { type RedisServer, startRedis } from '#test/redis.ts';

withDatabase();

let redis: RedisServer;
let lightrag: Server;
let asked = 0;
let close = async (): Promise<void> => {};

const body = z.object({ status: z.string(), components: z.record(z.string(), z.object({ status: z.string() })) });

beforeAll(async () => {
  redis = await startRedis();
  lightrag = createServer((_request, response) => {
    asked += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(lightrag, 'listening');
});
beforeEach(() => {
  asked = 0;
  vi.stubEnv('REDIS_URL', redis.url);
  vi.stubEnv('LIGHTRAG_URL', `http://127.0.0.1:${(lightrag.address() as AddressInfo).port}`);
  vi.resetModules();
});
afterEach(async () => {
  vi.useRealTimers();
  await close();
  vi.unstubAllEnvs();
});
afterAll(async () => {
  lightrag.close();
  await redis.remove();
});

/** The health report of a fresh process, as far as its memory goes: the environment and the last answers are read anew. */
async function newProcess() {
  const { answerHealth } = await import('#server/core/health/report.ts');
  const { closeMonitorPool } = await import('#server/core/db/monitor-pool.ts');
  const { closeRedis } = await import('#server/core/redis/redis.ts');
  close = async () => {
    closeRedis();
    await closeMonitorPool();
  };
  return async () => body.parse(await (await answerHealth()).json());
}

/** How often Redis has been pinged since it started. */
async function pings(): Promise<number> {
  const direct = new Redis(redis.url);
  const stats = await direct.info('commandstats');
  direct.disconnect();
  return Number(/cmdstat_ping:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}

test('however many ask for the health, each part is asked once a second', async () => {
  // The second is one of the clock, however long forty answers take.
  vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
  const health = await newProcess();
  const before = await pings();
  const answers = await Promise.all(Array.from({ length: 40 }, health));
  answers.push(await health());
  for (const { status, components } of answers) {
    expect(status).toBe('healthy');
    expect(Object.values(components).map((part) => part.status)).toEqual(['healthy', 'healthy', 'healthy']);
  }
  expect(asked).toBe(1);
  expect((await pings()) - before).toBe(1);

  vi.setSystemTime(Date.now() + 1_050);
  await health();
  expect(asked).toBe(2);
  expect((await pings()) - before).toBe(2);
});
