import { describe, expect, test } from 'vitest';
import { FAILURES, FULL_POOLS } from '#lib/monitoring/cause.ts';
import { causesOfSessions } from '#lib/monitoring/sessions/causes.ts';
import type { Application, Counters } from '#lib/monitoring/sessions/sample.ts';
import { ago, experiment, later, sampleOf, session } from '#test/lock-samples.ts';

describe('a transaction left open', () => {
  const idle = (seconds: number) =>
    sampleOf({
      sessions: [session(7, { application: 'chatbot', state: 'idle in transaction', stateSince: ago(seconds) })],
    });

  test.each([
    [59, undefined],
    [60, 'warn'],
    [300, 'crit'],
  ])('after %i s it is %s', (seconds, severity) => {
    expect(causesOfSessions(idle(seconds), [])[0]?.severity).toBe(severity);
  });

  test('is told with who and for how long, and its session can be ended', () => {
    expect(causesOfSessions(idle(363), [])).toMatchObject([
      {
        key: 'idle:7@2026-11-27T14:00:07.000000Z',
        sentence: 'Session 7 (chatbot of app) has left a transaction open and idle for 6 min 3 s.',
        since: ago(363),
        href: '/monitoring/locks?pid=7',
        action: { pid: 7, backendStart: '2026-11-27T14:00:07.000000Z' },
      },
    ]);
  });

  test('of a superuser is for a superuser to end', () => {
    const sessions = idle(363).sessions.map((one) => ({ ...one, user: 'postgres', kept: 'superuser' as const }));
    expect(causesOfSessions(sampleOf({ sessions }), [])).toMatchObject([
      {
        step: 'Find why chatbot of postgres did not commit. It is a session of the superuser postgres; only a superuser may end it.',
        action: null,
      },
    ]);
  });

  test('is explained by the queue it stands at the root of', () => {
    const [lock, ...others] = causesOfSessions(experiment, []);
    expect(others.map(({ key }) => key)).toEqual([
      'idle:1@2026-11-27T14:00:01.000000Z',
      'long:3@2026-11-27T14:00:03.000000Z',
    ]);
    expect(lock?.explains).toEqual(expect.arrayContaining(others.map(({ key }) => key)));
  });
});

describe('a long statement', () => {
  const long = (statement: string, seconds = 130) =>
    sampleOf({ sessions: [session(8, { statement, statementSince: ago(seconds) })] });

  test.each([
    ['SELECT count(*) FROM employees', 130, 1],
    ['SELECT count(*) FROM employees', 119, 0],
    ['VACUUM employees', 130, 0],
    ['CREATE INDEX CONCURRENTLY ON employees (name)', 4_000, 0],
  ])('%s for %i s gives %i causes', (statement, seconds, count) => {
    expect(causesOfSessions(long(statement, seconds), [])).toHaveLength(count);
  });

  test('that waits for a lock is the queue’s matter', () => {
    expect(causesOfSessions(later(experiment, 200), []).map(({ key }) => key)).not.toContain(
      'long:5@2026-11-27T14:00:05.000000Z',
    );
  });
});

test('since when is said by our clock, where the server’s is another', () => {
  const sinceOf = (readAt: string) => causesOfSessions({ ...experiment, readAt }, [])[0]?.since;
  expect(sinceOf(ago(-60))).toBe(new Date(ago(-54)).toISOString());
  expect(sinceOf(ago(30))).toBe(new Date(ago(36)).toISOString());
  expect(sinceOf(ago(-0.4))).toBe(ago(6));
});

describe('connections', () => {
  const application = (name: string, idle: number): Application => ({
    application: name,
    user: 'app',
    here: true,
    active: 1,
    idle: idle - 1,
    idleInTransaction: 0,
    other: 0,
    oldest: null,
    longest: null,
  });
  const full = (clients: number) =>
    sampleOf({ clients, applications: [application('switchboard-web', 20), application('reports', clients - 20)] });

  test.each([
    [77, undefined],
    [78, 'warn'],
    [88, 'crit'],
  ])('%i of 97 are %s', (clients, severity) => {
    expect(causesOfSessions(full(clients), [])[0]?.severity).toBe(severity);
  });

  test('name the application that holds most', () => {
    expect(causesOfSessions(full(94), [])).toMatchObject([
      {
        key: 'connections:full',
        sentence: 'reports of app holds 74 of the 97 connections this server gives, and 3 are left.',
        explains: [...FULL_POOLS, ...FAILURES],
        ways: ['opening', '53300'],
      },
    ]);
  });
});

describe('deadlocks', () => {
  const counted = (deadlocks: number, more: Partial<Counters> = {}) => {
    const sample = sampleOf();
    return { ...sample, counters: { ...sample.counters, deadlocks, ...more } };
  };
  const past = (sample: ReturnType<typeof counted>, seconds = 60) => [
    { at: ago(seconds), value: { ...sample, at: ago(seconds) } },
  ];

  test('that were broken lately are told, those of before are not', () => {
    expect(causesOfSessions(counted(5), past(counted(5)))).toEqual([]);
    expect(causesOfSessions(counted(5), [])).toEqual([]);
    expect(causesOfSessions(counted(5), past(counted(3)))).toMatchObject([
      { key: 'deadlock:counted', weight: 2, sentence: expect.stringContaining('2 deadlocks in the last 1 min') },
    ]);
  });

  test('of before a clean restart are not told again, and a crash begins anew', () => {
    const restarted = { ...counted(5), startedAt: ago(20) };
    expect(causesOfSessions(restarted, past(counted(5)))).toEqual([]);
    const crashed = { ...counted(2, { commits: 3 }), startedAt: ago(20) };
    expect(causesOfSessions(crashed, past(counted(1)))).toMatchObject([{ key: 'deadlock:counted', weight: 2 }]);
  });

  test('after a reset count from nothing', () => {
    const reset = counted(1, { since: ago(10), commits: 2 });
    expect(causesOfSessions(reset, past(counted(40)))).toMatchObject([{ weight: 1 }]);
  });
});
