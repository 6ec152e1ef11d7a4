import { describe, expect, test } from 'vitest';
import type { Cause } from '#lib/monitoring/cause.ts';
import { causesOfErrors } from '#lib/monitoring/errors/causes.ts';
import { causesOfLocks } from '#lib/monitoring/locks/causes.ts';
import type { LockMode } from '#lib/monitoring/locks/modes.ts';
import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { causesOfSessions } from '#lib/monitoring/sessions/causes.ts';
import { causesOfCounters } from '#lib/monitoring/storage/causes-of-counters.ts';
import { errorRow, errorsSample } from '#test/error-samples.ts';
import { later, locksOf, sampleOf, session } from '#test/lock-samples.ts';
import { held, poolOf } from '#test/pool-samples.ts';
import { Judge } from './judge.ts';

const leaking = { route: 'GET /phonebook/export', heldMs: 41_000, running: false, forMs: 41_000 };
const waiting = { waiting: 25, longestWaitMs: 2_900 };
const leaked = causesOfPool([poolOf({ holders: held(30, leaking), ...waiting })], []);

/** Keys of what stands after a minute, and how many symptoms each has. */
function standing(...causes: Cause[]): [string, number][] {
  const judge = new Judge();
  judge.consider(new Date(0), causes, []);
  return judge.consider(new Date(60_000), causes, []).causes.map(({ key, symptoms }) => [key, symptoms.length]);
}

/** A route that fails, each time with this. */
function failing(name: string, code: string): Cause[] {
  const five = { failed: 9, total: 9 };
  const rows = [errorRow({ name, five }), errorRow({ kind: 'query', name: code, place: name, five })];
  return causesOfErrors(errorsSample({ rows })).filter(({ key }) => key.startsWith('http:'));
}

describe('connections that run short', () => {
  const short = causesOfSessions(
    sampleOf({
      clients: 80,
      applications: [
        {
          ...{ application: 'chatbot', user: 'app', here: true, active: 1, idle: 39, idleInTransaction: 0, other: 0 },
          ...{ oldest: null, longest: null },
        },
      ],
    }),
    [],
  );

  test('do not explain a pool that has all of its own', () => {
    expect(standing(...short, ...leaked)).toEqual([
      ['pool:switchboard-web:full', 0],
      ['connections:full', 0],
    ]);
  });

  test('explain one that gets none opened, and who is refused for want of them', () => {
    const opening = causesOfPool([poolOf({ holders: held(1, {}), waiting: 3, longestWaitMs: 2_000 })], []);
    expect(standing(...short, ...opening, ...failing('/phonebook', '53300'))).toEqual([['connections:full', 2]]);
    expect(standing(...short, ...failing('/phonebook', '42P01'))).toEqual([
      ['http:/phonebook', 0],
      ['connections:full', 0],
    ]);
  });
});

describe('a lock', () => {
  const queueOf = (waiters: number) => {
    const pids = Array.from({ length: waiters }, (_, place) => place + 2);
    const locks = locksOf({
      kind: 'relation',
      holds: [[1, 'AccessExclusiveLock']],
      waits: pids.map((pid): [number, LockMode, number[]] => [pid, 'AccessShareLock', [1]]),
    });
    return causesOfLocks(later(sampleOf({ sessions: [1, ...pids].map((pid) => session(pid)), locks }), 20), []);
  };
  const lock = 'lock:1@2026-11-27T14:00:01.000000Z';

  test('explains a pool of which at least half waits for it', () => {
    const full = causesOfPool([poolOf({ holders: held(30, {}), ...waiting })], []);
    expect(standing(...queueOf(15), ...full)).toEqual([[lock, 1]]);
    expect(standing(...queueOf(14), ...full)).toEqual([
      ['pool:switchboard-web:full', 0],
      [lock, 0],
    ]);
  });

  test('explains no pool that most of is leaked from, though half of it waits', () => {
    const most = [...held(15, leaking), ...held(15, { route: '/phonebook' })];
    const full = causesOfPool([poolOf({ holders: most, ...waiting })], []);
    expect(standing(...queueOf(15), ...full).map(([key]) => key)).toEqual(['pool:switchboard-web:full', lock]);
  });

  test('explains no connection that somebody took and does not give back', () => {
    const few = causesOfPool([poolOf({ holders: held(2, leaking) })], []);
    expect(standing(...queueOf(2), ...few).map(([key]) => key)).toContain(
      'pool:switchboard-web:leak:GET /phonebook/export',
    );
  });

  test('explains what fails as waiting for one makes it fail, and nothing else', () => {
    expect(standing(...queueOf(1), ...failing('/phonebook', '57014'))).toEqual([[lock, 1]]);
    expect(standing(...queueOf(1), ...failing('/phonebook', '42P01'))).toEqual([
      ['http:/phonebook', 0],
      [lock, 0],
    ]);
  });
});

describe('a pool that refused somebody', () => {
  const counts = { checkouts: 0, failed: 0, opened: 30, closed: 0, recycled: 0 };
  const before = poolOf({ at: '2026-01-05T09:01:02.000Z', counts: { ...counts, timeouts: 0 } });
  const now = poolOf({ holders: held(30, {}), ...waiting, counts: { ...counts, timeouts: 9 } });
  const full = causesOfPool([now], [{ at: before.at, value: [before] }]);

  test('explains what got no connection, and what fails in ways that nobody knows', () => {
    const timedOut = causesOfErrors(
      errorsSample({
        rows: [
          errorRow({ name: '/phonebook', five: { failed: 9, total: 9 } }),
          errorRow({ kind: 'timeout', name: 'switchboard-web', place: '/phonebook', five: { failed: 9, total: 9 } }),
        ],
      }),
    ).filter(({ key }) => key.startsWith('http:'));
    const unknown = causesOfErrors(
      errorsSample({ rows: [errorRow({ name: '/settings', five: { failed: 9, total: 9 } })] }),
    );
    expect(standing(...full, ...timedOut, ...unknown)).toEqual([['pool:switchboard-web:full', 2]]);
  });

  test('explains no statement that fails by itself', () => {
    expect(standing(...full, ...failing('/phonebook', '42703')).map(([key]) => key)).toEqual([
      'pool:switchboard-web:full',
      'http:/phonebook',
    ]);
  });
});

describe('an index that is gone', () => {
  const readAt = (second: number, times: number) => ({
    readAt: new Date(Date.parse('2026-11-27T14:00:00Z') + second * 1_000).toISOString(),
    scanned: [{ table: 'public.facts', rows: 1_000, scans: times, read: times * 1_000 }],
    gone: [],
    recent: null,
  });
  const gone = {
    ...{ table: 'public.facts', index: 'facts_word_idx', ddl: 'CREATE INDEX …;', way: 'whole' as const },
    ...{ missedAt: '2026-11-27T14:00:00.000Z', ours: true, wholePerMinute: 0 },
  };
  const before = readAt(0, 0);
  const lost = causesOfCounters({ ...readAt(10, 9), gone: [gone] }, [{ at: before.readAt, value: before }]);
  const full = (statement: string) =>
    causesOfPool([poolOf({ holders: held(30, { statement, heldMs: 4_000, forMs: 4_000 }), ...waiting })], []);

  test('explains a pool whose connections read its table', () => {
    expect(standing(...lost, ...full('select * from facts where word = $1'))).toEqual([['scan:public.facts', 1]]);
  });

  test('explains no pool that other work fills', () => {
    const two = ['pool:switchboard-web:full', 'scan:public.facts'];
    expect(
      standing(...lost, ...full('select * from employees'))
        .map(([key]) => key)
        .sort(),
    ).toEqual(two);
    expect(
      standing(...lost, ...leaked)
        .map(([key]) => key)
        .sort(),
    ).toEqual(two);
  });
});
