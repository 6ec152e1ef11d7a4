import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';
import { type RedisServer, startRedis } from '#test/redis.ts';

withDatabase();
let server: RedisServer;

/** A process of its own, as far as the cache can tell: its modules are loaded anew. */
async function newProcess(redisUrl: string) {
  vi.stubEnv('REDIS_URL', redisUrl);
  vi.resetModules();
  const { setMainPool } = await import('#server/core/db/pool.ts');
  setMainPool(mainPool());
  const { cache } = await import('#server/core/cache/cache.ts');
  const { closeRedis, redisState } = await import('#server/core/redis/redis.ts');
  redisState();
  if (redisUrl !== '') await expect.poll(() => redisState().state, { timeout: 2000 }).toBe('ready');
  ends.push(closeRedis);
  return { cache: cache(), redisState };
}

let ends: (() => void)[] = [];
let key = 0;

beforeAll(async () => {
  server = await startRedis();
});
beforeEach(() => {
  key += 1;
});
afterEach(() => {
  for (const end of ends) end();
  ends = [];
  vi.unstubAllEnvs();
});
afterAll(() => server.remove());

const how = { tags: ['phonebook'], ttlSeconds: 60, shape: z.object({ count: z.number() }) };

function counter() {
  let count = 0;
  return { load: async () => ({ count: ++count }), loads: () => count };
}

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const value = await work;
  return [value, performance.now() - began];
}

describe.each(['redis', 'memory'])('the cache in %s', (kind) => {
  const url = (): string => (kind === 'redis' ? server.url : '');

  test('loads once, then answers from what was stored', async () => {
    const { cache } = await newProcess(url());
    const { load, loads } = counter();
    expect(await cache.remember(`${kind}-${key}`, how, load)).toEqual({ count: 1 });
    expect(await cache.remember(`${kind}-${key}`, how, load)).toEqual({ count: 1 });
    expect(loads()).toBe(1);
  });

  test('loads anew when a tag was forgotten, and only then', async () => {
    const { cache } = await newProcess(url());
    const { load } = counter();
    await cache.remember(`${kind}-${key}`, how, load);
    await cache.forget(['another']);
    expect(await cache.remember(`${kind}-${key}`, how, load)).toEqual({ count: 1 });
    await cache.forget(['phonebook']);
    expect(await cache.remember(`${kind}-${key}`, how, load)).toEqual({ count: 2 });
  });

  test('never answers with what was read before a change that came in the middle', async () => {
    const { cache } = await newProcess(url());
    let finish = (_value: { count: number }): void => undefined;
    const slow = cache.remember(`${kind}-${key}`, how, () => new Promise((resolve) => (finish = resolve)));
    await pause(20);
    await cache.forget(['phonebook']);
    const after = cache.remember(`${kind}-${key}`, how, async () => ({ count: 2 }));
    await pause(20);
    finish({ count: 1 });
    expect(await slow).toEqual({ count: 1 });
    expect(await after).toEqual({ count: 2 });
    expect(await cache.remember(`${kind}-${key}`, how, async () => ({ count: 3 }))).toEqual({ count: 2 });
  });

  test('loads that arrive together are one, and a failed one is not kept', async () => {
    const { cache } = await newProcess(url());
    const { load, loads } = counter();
    const slowly = async (): Promise<{ count: number }> => {
      await pause(30);
      return load();
    };
    const values = await Promise.all(Array.from({ length: 20 }, () => cache.remember(`${kind}-${key}`, how, slowly)));
    expect(new Set(values.map((value) => value.count))).toEqual(new Set([1]));
    expect(loads()).toBe(1);
    const failing = (): Promise<never> => Promise.reject(new Error('no'));
    await expect(cache.remember(`${kind}-${key}-failing`, how, failing)).rejects.toThrow('no');
    expect(await cache.remember(`${kind}-${key}-failing`, how, load)).toEqual({ count: 2 });
  });

  test('a stored value of another shape is loaded anew', async () => {
    const { cache } = await newProcess(url());
    const older = { ...how, shape: z.object({ total: z.number() }) };
    await cache.remember(`${kind}-${key}`, older, async () => ({ total: 5 }));
    expect(await cache.remember(`${kind}-${key}`, how, async () => ({ count: 1 }))).toEqual({ count: 1 });
  });

  test('two processes: what one forgets the other forgets within a second', async () => {
    const one = await newProcess(url());
    const other = await newProcess(url());
    const { load } = counter();
    expect(await one.cache.remember(`${kind}-${key}`, how, load)).toEqual({ count: 1 });
    const elsewhere = await other.cache.remember(`${kind}-${key}`, how, load);
    expect(elsewhere).toEqual({ count: kind === 'redis' ? 1 : 2 });
    await other.cache.forget(['phonebook']);
    await pause(1050);
    expect(await one.cache.remember(`${kind}-${key}`, how, load)).not.toEqual(elsewhere);
  });
});

describe('a Redis that goes away', () => {
  test.each([
    ['killed', () => server.kill(), () => server.revive()],
    ['hung', () => server.hang(), () => server.resume()],
  ])(
    '%s in the middle of a request: the value is right, soon, and it recovers by itself',
    async (_how, away, back) => {
      const { cache, redisState } = await newProcess(server.url);
      let count = 0;
      await cache.remember(`away-${key}`, how, async () => ({ count: ++count }));
      await cache.remember(`away-${key}-untouched`, how, async () => ({ count: 1 }));
      const inTheMiddle = cache.remember(`away-${key}-middle`, how, async () => {
        await away();
        return { count: 7 };
      });
      const [middle, middleMs] = await timed(inTheMiddle);
      expect(middle).toEqual({ count: 7 });
      expect(middleMs).toBeLessThan(1500);
      expect(redisState()).toMatchObject({ state: 'away' });

      const [next, nextMs] = await timed(cache.remember(`away-${key}`, how, async () => ({ count: ++count })));
      expect(next).toEqual({ count: 2 });
      expect(nextMs).toBeLessThan(5_000);
      await cache.forget(['phonebook']);
      expect(await cache.remember(`away-${key}`, how, async () => ({ count: ++count }))).toEqual({ count: 3 });
      expect(await cache.remember(`away-${key}`, how, async () => ({ count: ++count }))).toEqual({ count: 3 });

      await back();
      await expect
        .poll(
          async () => {
            await cache.remember(`poke-${Math.random()}`, how, async () => ({ count: 0 }));
            return redisState().state;
          },
          { timeout: 8000, interval: 200 },
        )
        .toBe('ready');
      // What Redis kept from before the change must not come back with it.
      expect(await cache.remember(`away-${key}-untouched`, how, async () => ({ count: 2 }))).toEqual({ count: 2 });
    },
    15_000,
  );

  test('one that never was there costs nothing', async () => {
    vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:1');
    vi.resetModules();
    const { cache } = await import('#server/core/cache/cache.ts');
    const { closeRedis } = await import('#server/core/redis/redis.ts');
    ends.push(closeRedis);
    const [value, ms] = await timed(cache().remember(`none-${key}`, how, async () => ({ count: 1 })));
    expect(value).toEqual({ count: 1 });
    expect(ms).toBeLessThan(5_000);
    expect(await cache().remember(`none-${key}`, how, async () => ({ count: 2 }))).toEqual({ count: 1 });
  });
});

test('all that is stored in Redis ends by itself and bears our prefix', async () => {
  const { cache } = await newProcess(server.url);
  await cache.remember(`ttl-${key}`, how, async () => ({ count: 1 }));
  const { Redis } = await import('ioredis');
  const direct = new Redis(server.url);
  const keys = await direct.keys('*');
  expect(keys.some((one) => one.startsWith(`switchboard:ttl-${key}`))).toBe(true);
  for (const one of keys) {
    expect(one).toMatch(/^switchboard:/);
    expect(await direct.ttl(one)).toBeGreaterThan(0);
  }
  direct.disconnect();
});
