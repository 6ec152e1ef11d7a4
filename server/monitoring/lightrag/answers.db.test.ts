import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { closeMonitorRedis } from '#server/core/redis/monitor-redis.ts';
import { receiveSample } from '#server/monitoring/latest.ts';
import { walkAnswers } from '#server/monitoring/lightrag/job.ts';
import { findCachedAnswers } from '#server/monitoring/lightrag/look-up.ts';
import { clearCachedAnswers, countCachedAnswers, getAnswerCache } from '#server/monitoring/lightrag/passes.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { type RedisServer, startRedis } from '#test/redis.ts';

withDatabase();
let server: RedisServer;
let direct: Redis;
const analyst = userActor('analyst');
const admin = userActor('admin');
const worker = systemActor('worker');
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startRedis();
  setEnvironment({ REDIS_URL: server.url });
});
beforeEach(async () => {
  direct = new Redis(server.url);
  await direct.flushall();
  await mainPool().query('delete from monitor.answer_passes');
});
afterEach(() => direct.disconnect());
afterAll(async () => {
  closeMonitorRedis();
  setEnvironment({ REDIS_URL: '' });
  await server.remove();
});

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const keyOf = (base: string, folded: string) => `lightrag:${base}:query:${md5(folded)}`;

async function fill(base: string, entries: number): Promise<void> {
  const pipeline = direct.pipeline();
  for (let index = 0; index < entries; index += 1) pipeline.set(keyOf(base, `question ${index}`), `answer ${index}`);
  await pipeline.exec();
}

/** As the worker does what was asked for last. */
async function work(): Promise<void> {
  const { rows } = await mainPool().query('select id::text from monitor.answer_passes p order by p.id desc limit 1');
  const [row] = z.array(z.object({ id: z.string() })).parse(rows);
  await walkAnswers(worker, row?.id ?? '', never);
}

test('counts entries, bytes and ends by knowledge base', async () => {
  await fill('handbook', 1_200);
  await fill('it', 3);
  await direct.expire(keyOf('it', 'question 1'), 500);
  await direct.mset('lightrag:it:other', '1', 'session:1', 'x', 'lightrag:it:query:no-md5', 'x');
  await countCachedAnswers(analyst);
  expect((await getAnswerCache(analyst)).running).toMatchObject({ kind: 'count', base: null });
  await work();
  const { running, failure, counted } = await getAnswerCache(analyst);
  expect({ running, failure }).toEqual({ running: null, failure: null });
  expect(counted).toMatchObject({ others: 0 });
  const size = Number(await direct.memory('USAGE', keyOf('it', 'question 0')));
  const [handbook, it] = counted?.bases ?? [];
  expect(handbook).toMatchObject({ name: 'handbook', entries: 1_200, endless: 1_200, endsFirst: null });
  expect(it).toMatchObject({ name: 'it', entries: 3, endless: 2, unusedMedian: expect.any(Number) });
  expect(it?.endsFirst).toBeGreaterThan(490);
  expect(it?.bytes).toBeGreaterThanOrEqual(3 * size);
});

test('the tenth walk is newer than the ninth', async () => {
  await mainPool().query('alter table monitor.answer_passes alter column id restart with 9');
  for (const entries of [1, 2]) {
    await fill('it', entries);
    await countCachedAnswers(analyst);
    await work();
    expect((await getAnswerCache(analyst)).counted?.bases).toMatchObject([{ entries }]);
  }
});

test('entries of a knowledge base whose name nothing can show are counted among the others', async () => {
  await fill('it', 2);
  await fill('a\u0000b', 3);
  await countCachedAnswers(analyst);
  await work();
  const { running, counted } = await getAnswerCache(analyst);
  expect(running).toBeNull();
  expect(counted).toMatchObject({ bases: [{ name: 'it', entries: 2 }], others: 3 });
});

test('clears one knowledge base alone, and says what came back', async () => {
  for (const base of ['it', 'it:query:x', 'i*', 'itx']) await fill(base, 600);
  await direct.set('lightrag:it:other', 'stays');
  expect(await clearCachedAnswers(admin, 'it')).toMatchObject({ ok: true });
  await work();
  expect((await getAnswerCache(analyst)).cleared).toMatchObject({ base: 'it', removed: 600, left: 0 });
  expect(await direct.dbsize()).toBe(1_801);

  await clearCachedAnswers(admin, 'i*');
  await work();
  expect((await getAnswerCache(analyst)).cleared).toMatchObject({ base: 'i*', removed: 600 });
  expect(await direct.dbsize()).toBe(1_201);

  const { rows } = await mainPool().query(
    `select action, actor, target_id, details from audit_log where action like 'answer_cache.%' and target_id = 'it' order by id`,
  );
  expect(rows).toMatchObject([
    { action: 'answer_cache.clear', actor: `user:${admin.id}` },
    { action: 'answer_cache.cleared', details: { removed: 600, left: 0 } },
  ]);
});

test('an analyst clears nothing, and one walk is made at a time', async () => {
  await expect(clearCachedAnswers(analyst, 'it')).rejects.toThrow('Only admins');
  await expect(findCachedAnswers(userActor('operator'), 'a')).rejects.toThrow('Only analysts');
  await expect(getAnswerCache(userActor('operator'))).rejects.toThrow('Only analysts');
  await countCachedAnswers(analyst);
  expect(await clearCachedAnswers(admin, 'it')).toMatchObject({ ok: false, code: 'conflict' });
});

test('a question is looked up as the chatbot keeps it, and shown masked', async () => {
  const kept = keyOf('handbook', 'who runs the help desk?');
  await direct.set(kept, '{"answer":"Ask ada.lovelace\\u0040example.org"}', 'EX', 900);
  await direct.hset(keyOf('it', 'who runs the help desk?'), 'answer', 'x');
  expect(await findCachedAnswers(analyst, 'x')).toMatchObject({ ok: false, code: 'conflict' });
  await countCachedAnswers(analyst);
  await work();
  const found = await findCachedAnswers(analyst, '  Who runs\nthe HELP desk? ');
  if (!found.ok) throw new Error(found.message);
  const [handbook, it] = found.value.answers.toSorted((a, b) => a.base.localeCompare(b.base));
  expect(handbook).toMatchObject({ base: 'handbook', cut: false });
  expect(handbook?.text).toContain('[e-mail]');
  expect(handbook?.text).not.toContain('lovelace');
  expect(handbook?.endsInSeconds).toBeGreaterThan(890);
  expect(it?.text).toBe('A value of the kind hash, which is not shown.');
  expect(await findCachedAnswers(analyst, 'who runs it')).toEqual({
    ok: true,
    value: { answers: [], bases: 2, countedAt: (await getAnswerCache(analyst)).counted?.at, others: 0 },
  });
});

test('a knowledge base that came after the count is looked at once Redis is seen to hold it', async () => {
  await fill('handbook', 1);
  await countCachedAnswers(analyst);
  await work();
  await direct.set(keyOf('late', 'who runs it'), 'Nobody.');
  expect(await findCachedAnswers(analyst, 'who runs it')).toMatchObject({ value: { answers: [], bases: 1 } });
  const prefixes = ['lightrag:late:query', 'lightrag:handbook:query', 'session'].map((name) => ({ name }));
  const panel = { state: 'measured', at: new Date().toISOString(), value: { prefixes } };
  receiveSample({ to: 'web', kind: 'panel', name: 'redis', dueMs: 10_000, panel });
  expect(await findCachedAnswers(analyst, 'who runs it')).toMatchObject({
    value: { answers: [{ base: 'late', text: 'Nobody.' }], bases: 2 },
  });
});

describe('a login of Redis that may not look at everything', () => {
  const kept = keyOf('handbook', 'who runs the help desk?');
  afterEach(() => closeMonitorRedis());

  /** Redis as a login sees it that may do what all of this takes, but for what is taken from it. */
  async function seenBy(...taken: string[]): Promise<void> {
    const rules = ['reset', 'on', '>pass', '~lightrag:*', '+@read', '+memory|usage', '+object|idletime', '+unlink'];
    await direct.call('ACL', 'SETUSER', 'watcher', ...rules, ...taken);
    const url = new URL(server.url);
    url.username = 'watcher';
    url.password = 'pass';
    closeMonitorRedis();
    setEnvironment({ REDIS_URL: url.href });
  }
  afterAll(() => setEnvironment({ REDIS_URL: server.url }));

  /** Runs what was shown as the mend. */
  async function mend(told: string | null | undefined): Promise<void> {
    const [, given] = /ACL SETUSER watcher (.+)$/.exec(told ?? '') ?? [];
    expect(given, String(told)).toBeDefined();
    await direct.call('ACL', 'SETUSER', 'watcher', ...(given ?? '').split(' '));
  }

  test.each([['-memory|usage'], ['-ttl'], ['-object|idletime'], ['-scan'], ['-dbsize'], ['resetkeys', '~other:*']])(
    'a count without %s fails with its mend, and counts after it',
    async (...taken) => {
      await fill('handbook', 3);
      await seenBy(...taken);
      await countCachedAnswers(analyst);
      await work();
      const { counted, failure } = await getAnswerCache(analyst);
      expect(counted).toBeNull();
      expect(failure).toContain('The login of REDIS_URL may not ask that.');
      await mend(failure);
      await countCachedAnswers(analyst);
      await work();
      expect(await getAnswerCache(analyst)).toMatchObject({ failure: null, counted: { bases: [{ entries: 3 }] } });
    },
  );

  test('a clearing without the right fails with its mend, and clears after it', async () => {
    await fill('handbook', 3);
    await seenBy('-unlink');
    await clearCachedAnswers(admin, 'handbook');
    await work();
    await mend((await getAnswerCache(analyst)).failure);
    await clearCachedAnswers(admin, 'handbook');
    await work();
    expect((await getAnswerCache(analyst)).cleared).toMatchObject({ removed: 3, left: 0 });
  });

  test.each(['memory|usage', 'ttl', 'object|idletime', 'type', 'getrange'])(
    'a look-up without %s says so with its mend, and finds after it',
    async (command) => {
      await direct.set(kept, 'Ask the desk.', 'EX', 900);
      await seenBy();
      await countCachedAnswers(analyst);
      await work();
      await direct.call('ACL', 'SETUSER', 'watcher', `-${command}`);
      const refused = await findCachedAnswers(analyst, 'who runs the help desk?');
      expect(refused).toMatchObject({ ok: false, code: 'unavailable' });
      await mend(refused.ok ? null : refused.message);
      expect(await findCachedAnswers(analyst, 'who runs the help desk?')).toMatchObject({
        ok: true,
        value: { answers: [{ text: 'Ask the desk.' }] },
      });
    },
  );
});

test('a Redis that keeps no time of use is counted and looked up without it', async () => {
  await direct.set(keyOf('handbook', 'a'), 'x');
  await direct.config('SET', 'maxmemory-policy', 'allkeys-lfu');
  try {
    await countCachedAnswers(analyst);
    await work();
    expect((await getAnswerCache(analyst)).counted?.bases).toMatchObject([{ entries: 1, unusedMedian: null }]);
    expect(await findCachedAnswers(analyst, 'a')).toMatchObject({
      value: { answers: [{ text: 'x', unusedSeconds: null }] },
    });
  } finally {
    await direct.config('SET', 'maxmemory-policy', 'noeviction');
  }
});

test('a Redis that is away ends the walk with why', async () => {
  await countCachedAnswers(analyst);
  await server.kill();
  await work();
  const { running, failure } = await getAnswerCache(analyst);
  expect(running).toBeNull();
  expect(failure).toMatch(/Redis|Connection|closed/);
  await server.revive();
});
