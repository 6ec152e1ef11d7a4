import { expect, test } from 'vitest';
import { ago, sampleOf, session } from '#test/lock-samples.ts';
import { factsOf } from './facts.ts';

const application = {
  application: 'chatbot',
  user: 'bot',
  here: true,
  active: 3,
  idle: 2,
  idleInTransaction: 0,
  other: 0,
  oldest: null,
  longest: null,
};

test('sessions: who works, waits and is blocked, the monitor left out', () => {
  const sample = sampleOf({
    applications: [
      application,
      { ...application, application: 'switchboard-monitor', active: 1 },
      { ...application, application: 'switchboard-health', active: 1 },
    ],
    sessions: [
      session(1, { wait: 'Lock: relation' }),
      session(2, { wait: 'Client: ClientRead' }),
      session(3, { wait: 'IO: DataFileRead' }),
      session(4, { state: 'idle', wait: 'Lock: relation' }),
    ],
    locks: {
      objects: [],
      waits: [{ pid: 1, object: 1, mode: 'AccessShareLock', since: ago(3), blockers: [4] }],
      holds: [],
      savepoints: [],
      moreWaits: 2,
    },
  });
  expect(factsOf('sessions', sample)).toEqual({ sessions: 1, active: 3, waiting: 2, blocked: 3, trouble: 3 });
  expect(factsOf('sessions', sampleOf())).toEqual({ sessions: 1, active: 0, waiting: 0, blocked: 0, trouble: null });
});

test('pool: the main one of all web processes, no other', () => {
  const pool = { name: 'switchboard-web', out: 10, max: 30, waiting: 2 };
  expect(factsOf('pool', [pool, pool, { ...pool, name: 'switchboard-worker' }])).toEqual({
    pools: 1,
    pool_out: 20,
    pool_most: 60,
    pool_waiting: 4,
    trouble: 4,
  });
  expect(factsOf('pool', [])).toEqual({});
});

test('Redis: whether it answers, and what it finds where anything was looked up', () => {
  const figures = (hits: number, misses: number) => ({ minute: { hits, misses } });
  expect(factsOf('redis', { link: { state: 'ready' }, figures: figures(3, 1) })).toEqual({
    redis: 1,
    redis_state: 1,
    hit_rate: 0.75,
  });
  expect(factsOf('redis', { link: { state: 'ready' }, figures: figures(0, 0) })).toEqual({ redis: 1, redis_state: 1 });
  expect(factsOf('redis', { link: { state: 'away' }, figures: null })).toEqual({ redis: 1, redis_state: 2 });
});

test('other parts, and what cannot be read, have none', () => {
  expect(factsOf('storage', sampleOf())).toBeNull();
  expect(factsOf('sessions', { sessions: 'many' })).toBeNull();
});
