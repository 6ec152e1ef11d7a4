import { describe, expect, test } from 'vitest';
import { causesOfRedis } from './causes.ts';
import type { Interval, PrefixFigures, RedisFigures, RedisSample } from './sample.ts';

const MB = 1024 ** 2;
const AT = '2026-11-27T14:00:00.000Z';
const quiet: Interval = {
  seconds: 60,
  hits: 900,
  misses: 100,
  evicted: 0,
  expired: 3,
  rejected: 0,
  errors: 0,
  commands: 2_000,
};

function prefix(name: string, bytes: number, more: Partial<PrefixFigures> = {}): PrefixFigures {
  return { name, keys: 200, bytes, grown: 0, evicted: 0, hits: null, misses: null, ...more };
}

function sample(figures: Partial<RedisFigures> = {}, more: Partial<RedisSample> = {}): RedisSample {
  return {
    link: { state: 'ready', since: AT },
    figures: {
      version: '7.0.15',
      used: 2 * MB,
      max: 3 * MB,
      policy: 'allkeys-lru',
      fragmentation: 1.1,
      clients: 4,
      keys: 220,
      minute: quiet,
      lately: quiet,
      evictedSince: 0,
      usualHitRate: 0.9,
      errorKinds: [],
      sizesUnseen: null,
      lookedAt: 220,
      elsewhere: 0,
      found: 2.41 * MB,
      wholeSeen: true,
      others: 0,
      slowUnseen: null,
      slow: { kept: 0, groups: [], latest: [] },
      ...figures,
    },
    prefixes: [prefix('bulk', 2.4 * MB, { evicted: 30 }), prefix('switchboard:home.contacts', 10_000)],
    fallback: { inMemory: 0, all: 0 },
    lightrag: { status: 'not_configured' },
    ...more,
  };
}

const evicting = { minute: { ...quiet, evicted: 226 }, lately: { ...quiet, evicted: 40 }, evictedSince: 8 };

test('a Redis at work, one that is not set and one just met are to blame for nothing', () => {
  expect(causesOfRedis(sample(), [])).toEqual([]);
  expect(causesOfRedis(sample({ minute: null, lately: null }), [])).toEqual([]);
  expect(causesOfRedis(sample({}, { link: { state: 'unset' }, figures: null, prefixes: [] }), [])).toEqual([]);
});

test('one that is away costs speed alone, and says why', () => {
  const link = { state: 'away', since: AT, reason: 'connect ECONNREFUSED' } as const;
  const [cause, ...others] = causesOfRedis(sample({}, { link, figures: null, prefixes: [] }), []);
  expect(others).toEqual([]);
  expect(cause).toMatchObject({
    key: 'redis:away',
    severity: 'warn',
    since: AT,
    sentence: 'Redis does not answer.',
    evidence: ['connect ECONNREFUSED'],
  });
  expect(cause?.hurts).toContain('speed alone');
});

describe('evictions', () => {
  test('name the prefix that fills the memory, and are told within seconds when it is washed out', () => {
    const before = [{ at: AT, value: sample(evicting) }];
    const [cause] = causesOfRedis(sample(evicting), before);
    expect(cause?.sentence).toBe('Redis evicts keys because “bulk” fills its memory: about 2.4 MB of 3 MB.');
    expect(cause?.holdSeconds).toBeLessThanOrEqual(5);
    expect(cause?.hurts).toContain('226 keys were evicted in the last 60 s');
    expect(cause?.evidence).toContain('Evicted in the last minute: bulk about 30.');
  });

  test('that are few must last a minute', () => {
    const few = { ...evicting, lately: { ...quiet, evicted: 1 } };
    const [cause] = causesOfRedis(sample(few), [{ at: AT, value: sample(few) }]);
    expect(cause?.holdSeconds).toBe(60);
    const [once] = causesOfRedis(sample(evicting), [{ at: AT, value: sample() }]);
    expect(once?.holdSeconds).toBe(60);
  });

  test('with no prefix of half the memory blame none', () => {
    const prefixes = ['a', 'b', 'c'].map((name) => prefix(name, MB));
    const [cause] = causesOfRedis(sample(evicting, { prefixes }), []);
    expect(cause?.sentence).toBe('Redis evicts keys: its memory of 3 MB is full.');
  });
});

describe('of a memory that other databases share', () => {
  const shared = { ...evicting, keys: 5_000, elsewhere: 4_780, used: 3 * MB };
  const little = [prefix('bulk', 0.2 * MB, { evicted: 30 })];

  test('no prefix is named while less than half of it was found, and it is said why', () => {
    const [cause] = causesOfRedis(sample({ ...shared, found: 0.25 * MB }, { prefixes: little }), []);
    expect(cause?.sentence).toBe(
      'Redis evicts keys: its memory of 3 MB is full, and about 256 kB of that was found; other databases of it hold the rest and are not seen.',
    );
    expect(cause?.step).not.toContain('bulk');
    expect(cause?.evidence.join(' ')).not.toContain('Evicted in the last minute');
    expect(cause?.evidence).toContain('4,780 of 5,000 keys are in other databases.');
  });

  test('the prefix is named once what was found is most of it', () => {
    expect(causesOfRedis(sample(shared), [])[0]?.sentence).toContain('“bulk” fills its memory');
  });

  test('it is no reason where sizes are not seen at all', () => {
    const sizesUnseen = { reason: '', blinds: '', mend: null };
    const [cause] = causesOfRedis(sample({ ...shared, sizesUnseen }, { prefixes: [] }), []);
    expect(cause?.sentence).toBe('Redis evicts keys: its memory of 3 MB is full.');
  });
});

test('a hit rate 20 points under the usual is told, on enough look-ups alone', () => {
  const fallen = { ...quiet, hits: 400, misses: 600 };
  expect(causesOfRedis(sample({ minute: fallen }), [])).toMatchObject([
    { key: 'redis:hit-rate', sentence: 'Redis finds 40 % of what is looked up; 90 % is usual.' },
  ]);
  expect(causesOfRedis(sample({ minute: { ...quiet, hits: 750, misses: 250 } }), [])).toEqual([]);
  expect(causesOfRedis(sample({ minute: { ...quiet, hits: 4, misses: 6 } }), [])).toEqual([]);
  expect(causesOfRedis(sample({ minute: fallen, usualHitRate: null }), [])).toEqual([]);
});

test('writes refused for want of memory and clients turned away are told at once', () => {
  const full = { used: 3 * MB, policy: 'noeviction', errorKinds: [{ kind: 'OOM', count: 12 }] };
  expect(causesOfRedis(sample(full), [])).toMatchObject([
    { key: 'redis:refusing', severity: 'crit', holdSeconds: 0, explains: ['redis:'] },
  ]);
  expect(causesOfRedis(sample({ minute: { ...quiet, rejected: 2 } }), [])).toMatchObject([{ key: 'redis:rejecting' }]);
});

test('LightRAG that does not answer is told', () => {
  const lightrag = { status: 'unhealthy', reason: 'It answered 503.' } as const;
  expect(causesOfRedis(sample({}, { lightrag }), [])).toMatchObject([
    { key: 'lightrag:away', evidence: ['It answered 503.'] },
  ]);
});
