import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { causesOfRedis } from '#lib/monitoring/redis/causes.ts';
import { type RedisSample, redisSampleSchema } from '#lib/monitoring/redis/sample.ts';
import { unseenOfRedis } from '#lib/monitoring/redis/unseen.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';
import { type RedisServer, startRedis } from '#test/redis.ts';

withDatabase();
let server: RedisServer;
let direct: Redis;
let ends: (() => void)[] = [];

beforeAll(async () => {
  server = await startRedis();
});
beforeEach(async () => {
  direct = new Redis(server.url);
  direct.on('error', () => {});
  await direct.flushall();
  await direct.config('SET', 'maxmemory', '0');
});
afterEach(() => {
  for (const end of ends) end();
  ends = [];
  direct.disconnect();
  vi.unstubAllEnvs();
});
afterAll(() => server.remove());

/** A process of its own, as far as its modules can tell. */
async function newProcess(url: string) {
  vi.stubEnv('REDIS_URL', url);
  vi.resetModules();
  const { setMainPool } = await import('#server/core/db/pool.ts');
  setMainPool(mainPool());
  const { RedisReader } = await import('#server/monitoring/redis/reader.ts');
  const { keepRatesInTable } = await import('#server/monitoring/redis/rate-store.ts');
  const { keepSlowInTable } = await import('#server/monitoring/redis/slow-store.ts');
  const { closeMonitorRedis, monitoredRedis } = await import('#server/core/redis/monitor-redis.ts');
  ends.push(closeMonitorRedis);
  const reader = new RedisReader(keepSlowInTable(), keepRatesInTable());
  const read = async (): Promise<RedisSample> => {
    const reading = await reader.read();
    if (!reading.ok) throw new Error(reading.reason);
    // As it travels: whatever JSON would lose fails here.
    return redisSampleSchema.parse(JSON.parse(JSON.stringify(reading.value)));
  };
  return { read, reader, monitoredRedis };
}

async function fill(prefix: string, keys: number, bytes: number): Promise<void> {
  const pipeline = direct.pipeline();
  for (let index = 0; index < keys; index += 1) pipeline.set(`${prefix}:${index}`, 'x'.repeat(bytes));
  await pipeline.exec();
}

test('without REDIS_URL it says so, and is to blame for nothing', async () => {
  const { read } = await newProcess('');
  const sample = await read();
  expect(sample).toMatchObject({ link: { state: 'unset' }, figures: null });
  expect(causesOfRedis(sample, [])).toEqual([]);
});

test('sizes by prefix are those of the server, and the monitor counts as no look-up', async () => {
  const { read } = await newProcess(server.url);
  await fill('small', 60, 100);
  await fill('big', 40, 10_000);
  await read();
  const { figures, prefixes } = await read();
  expect(figures).toMatchObject({ keys: 100, wholeSeen: true, lookedAt: 100 });
  expect(figures?.minute).toMatchObject({ hits: 0, misses: 0, evicted: 0 });
  const size = Number(await direct.memory('USAGE', 'big:7'));
  expect(prefixes.map(({ name, keys }) => [name, keys])).toEqual([
    ['big', 40],
    ['small', 60],
  ]);
  expect(prefixes[0]?.bytes).toBe(size * 40);
  await direct.mget('big:1', 'big:2', 'gone:1');
  expect((await read()).figures?.minute).toMatchObject({ hits: 2, misses: 1 });
});

test('of many keys a sample is looked at, and the shares are right all the same', async () => {
  const { read } = await newProcess(server.url);
  await fill('many', 9_000, 10);
  await fill('few', 1_000, 10);
  for (let look = 0; look < 7; look += 1) await read();
  const { figures, prefixes } = await read();
  expect(figures?.lookedAt).toBeGreaterThan(2_000);
  expect(figures?.lookedAt).toBeLessThanOrEqual(3_000);
  expect(figures?.wholeSeen).toBe(false);
  const few = prefixes.find(({ name }) => name === 'few')?.keys ?? 0;
  expect(few).toBeGreaterThan(700);
  expect(few).toBeLessThan(1_300);
});

test('of several databases the sizes are those of the one that is looked at, and the others are told as not seen', async () => {
  await fill('elsewhere', 300, 10_000);
  const third = new URL(server.url);
  third.pathname = '/3';
  await direct.select(3);
  await fill('here', 20, 100);
  let bytes = 0;
  for (let index = 0; index < 20; index += 1) bytes += Number(await direct.memory('USAGE', `here:${index}`));
  const { read } = await newProcess(third.href);
  await read();
  const { figures, prefixes } = await read();
  expect(figures).toMatchObject({ keys: 320, elsewhere: 300, found: bytes, lookedAt: 20, wholeSeen: true });
  expect(prefixes).toMatchObject([{ name: 'here', keys: 20, bytes }]);
});

test('the prefix that fills the memory is named while others are evicted for it', async () => {
  const { read } = await newProcess(server.url);
  await fill('session', 200, 500);
  const before = [await read(), await read()];
  const used = Number(/used_memory:(\d+)/.exec(await direct.info('memory'))?.[1]);
  await direct.config('SET', 'maxmemory', String(used + 1024 ** 2));
  await direct.config('SET', 'maxmemory-policy', 'allkeys-lru');
  for (let round = 0; round < 4; round += 1) {
    await fill(`bulk:${round}`, 100, 12_000);
    before.push(await read());
  }
  const newest = before.at(-1);
  if (newest === undefined) throw new Error('Nothing was read.');
  const samples = before.slice(0, -1).map((value) => ({ at: '', value }));
  const [cause] = causesOfRedis(newest, samples);
  expect(cause?.key).toBe('redis:evicting');
  expect(cause?.sentence).toContain('“bulk” fills its memory');
  expect(cause?.holdSeconds).toBeLessThan(10);
  expect(newest.prefixes.find(({ name }) => name === 'bulk')?.evicted).toBeGreaterThan(0);
  const counted = newest.prefixes.reduce((sum, { evicted }) => sum + evicted, 0);
  expect(counted).toBeCloseTo(newest.figures?.minute?.evicted ?? 0, 3);
});

test('slow commands are kept beyond the log of the server and over a restart, without a value', async () => {
  const { read } = await newProcess(server.url);
  await direct.config('SET', 'slowlog-log-slower-than', '0');
  await direct.config('SET', 'slowlog-max-len', '14');
  for (let round = 0; round < 4; round += 1) {
    for (let index = 0; index < 5; index += 1) await direct.set(`note:${round}-${index}`, 'Quillfeather');
    await direct.eval('return 1', 0);
    await read();
  }
  await direct.config('SET', 'slowlog-log-slower-than', '10000');
  const { figures } = await read();
  const sets = figures?.slow.groups.find(({ command, prefix }) => command === 'set' && prefix === 'note');
  expect(sets?.count).toBe(20);
  expect(figures?.slow.groups).toContainEqual(expect.objectContaining({ command: 'eval', prefix: null, count: 4 }));
  expect(JSON.stringify(figures)).not.toContain('Quillfeather');
  expect(JSON.stringify(figures)).not.toContain('memory');

  await expect
    .poll(async () => (await mainPool().query('select from monitor.redis_slow where prefix = $1', ['note'])).rowCount)
    .toBe(20);
  await direct.slowlog('RESET');
  const later = await newProcess(server.url);
  await expect
    .poll(async () => (await later.read()).figures?.slow.groups.find(({ prefix }) => prefix === 'note')?.count)
    .toBe(20);
});

test('one that is killed is away with why, and seen again when it is back', async () => {
  const { read } = await newProcess(server.url);
  await read();
  await server.kill();
  await expect.poll(async () => (await read()).link.state).toBe('away');
  await expect.poll(async () => JSON.stringify((await read()).link)).toContain('ECONNREFUSED');
  expect(causesOfRedis(await read(), [])).toMatchObject([{ key: 'redis:away' }]);
  await server.revive();
  await expect.poll(async () => (await read()).link.state, { timeout: 8_000 }).toBe('ready');
  expect((await read()).figures).not.toBeNull();
});

test('one that hangs is away within two seconds', async () => {
  const { read } = await newProcess(server.url);
  await read();
  server.hang();
  try {
    expect((await read()).link.state).toBe('away');
  } finally {
    server.resume();
  }
});

/** Redis as a login with these rights alone sees it. */
async function processOf(...rules: string[]) {
  await direct.call('ACL', 'SETUSER', 'watcher', 'reset', 'on', '>pass', ...rules);
  const url = new URL(server.url);
  url.username = 'watcher';
  url.password = 'pass';
  return newProcess(url.href);
}

test('a login to which keys are closed is told which right opens them', async () => {
  const { read } = await processOf('~other:*', '+@all');
  await fill('bulk', 10, 10);
  const { figures } = await read();
  expect(figures?.sizesUnseen?.mend).toBe('ACL SETUSER watcher ~*');
  await direct.call(...words(figures?.sizesUnseen?.mend ?? ''));
  expect((await read()).prefixes).toMatchObject([{ name: 'bulk', keys: 10 }]);
});

test('a login without rights leaves what it may see, and the mend shown gives the rest', async () => {
  const { read } = await processOf('~*', '+info', '+select', '+client');
  await fill('bulk', 10, 10);
  const { figures, prefixes } = await read();
  expect(figures).toMatchObject({ keys: 10, lookedAt: 0 });
  expect(prefixes).toEqual([]);
  expect(unseenOfRedis({ figures })).toEqual(['what fills Redis', 'slow commands of Redis']);
  for (const unseen of [figures?.sizesUnseen, figures?.slowUnseen]) {
    expect(unseen?.mend).toMatch(/^ACL SETUSER watcher \+/);
    await direct.call(...words(unseen?.mend ?? ''));
  }
  const mended = await read();
  expect(mended.figures).toMatchObject({ sizesUnseen: null, slowUnseen: null });
  expect(unseenOfRedis(mended)).toEqual([]);
  expect(mended.prefixes).toMatchObject([{ name: 'bulk', keys: 10 }]);
});

test('look-ups of our cache are counted by prefix in every process', async () => {
  const { read } = await newProcess('');
  const { receiveLookUps } = await import('#server/monitoring/redis/look-ups.ts');
  const { cache } = await import('#server/core/cache/cache.ts');
  const { z } = await import('zod');
  const told = (hits: number) => ({
    to: 'worker',
    kind: 'look-ups',
    process: 4_711,
    prefixes: { 'home.contacts': { hits, misses: 1, inMemory: 0 } },
  });
  receiveLookUps(told(10));
  await read();
  receiveLookUps(told(25));
  const how = { tags: [], ttlSeconds: 60, shape: z.number() };
  for (let round = 0; round < 3; round += 1) await cache().remember('figures:a', how, async () => 1);
  const { prefixes, fallback } = await read();
  expect(prefixes).toContainEqual(expect.objectContaining({ name: 'switchboard:home.contacts', hits: 15, misses: 0 }));
  expect(prefixes).toContainEqual(expect.objectContaining({ name: 'switchboard:figures', hits: 2, misses: 1 }));
  expect(fallback).toEqual({ inMemory: 3, all: 18 });
});

test('a process that has counted long before the worker began is counted from what it told first', async () => {
  const { read } = await newProcess('');
  const { receiveLookUps } = await import('#server/monitoring/redis/look-ups.ts');
  const told = (hits: number, more = {}) => ({
    to: 'worker',
    kind: 'look-ups',
    process: 4_711,
    prefixes: { 'home.contacts': { hits, misses: 0, inMemory: 0 }, ...more },
  });
  await read();
  receiveLookUps(told(500_000));
  const before = await read();
  expect(before.fallback.all).toBe(0);
  receiveLookUps(told(500_012, { figures: { hits: 1, misses: 2, inMemory: 0 } }));
  const { prefixes } = await read();
  expect(prefixes).toContainEqual(expect.objectContaining({ name: 'switchboard:home.contacts', hits: 12, misses: 0 }));
  expect(prefixes).toContainEqual(expect.objectContaining({ name: 'switchboard:figures', hits: 1, misses: 2 }));
});

function words(command: string): [string, ...string[]] {
  const [first = '', ...rest] = command.split(' ');
  return [first, ...rest];
}
