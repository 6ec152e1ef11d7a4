import { describe, expect, test } from 'vitest';
import { FAILURES, FULL_POOLS } from '#lib/monitoring/cause.ts';
import { causesOfLocks } from '#lib/monitoring/locks/causes.ts';
import { noLocks } from '#lib/monitoring/locks/locks.ts';
import { type Session, sessionsSchema } from '#lib/monitoring/sessions/sample.ts';
import {
  ago,
  alteringWriter,
  chain,
  experiment,
  idleHolder,
  later,
  locksOf,
  sampleOf,
  session,
} from '#test/lock-samples.ts';

const before = (sample: typeof experiment) => [{ at: sample.at, value: sample }];

test('the samples are such as travel', () => {
  for (const sample of [experiment, idleHolder, chain, alteringWriter])
    expect(sessionsSchema.parse(sample)).toEqual(sample);
});

describe('six sessions in one queue', () => {
  test('are told in one sentence: who, what cancelling frees, and for whom it waits itself', () => {
    expect(causesOfLocks(experiment, [])).toEqual([
      expect.objectContaining({
        key: 'lock:4@2026-11-27T14:00:04.000000Z',
        severity: 'warn',
        holdSeconds: 3,
        sentence:
          'ALTER TABLE on employees by session 4 (psql of migrator) stands in the queue and holds up 2 sessions: cancelling it frees 5 and 6 at once, and it waits itself for session 1 (chatbot of app, idle in transaction for 3 min) and session 3 (export of app, SELECT for 5 min).',
        hurts: 'The longest has waited for 7 s: 2 of switchboard-web of app and 1 of chatbot of app.',
        step: 'Cancel 4: it has not got its lock, so it has not begun what it waits for. Run it again when 1 and 3 have ended.',
        since: '2026-11-27T14:05:55.000000Z',
        explains: expect.arrayContaining([...FULL_POOLS, ...FAILURES, 'idle:1@2026-11-27T14:00:01.000000Z']),
        keeps: 2,
        href: '/monitoring/locks?pid=4',
        weight: 3,
        action: { kind: 'cancel', pid: 4, backendStart: '2026-11-27T14:00:04.000000Z' },
      }),
    ]);
  });

  test('are told by the page, action or job that a session of ours waits for, and by the chatbot', () => {
    const known = [
      session(2, { application: 'switchboard-ingest', work: { route: 'POST /api/conversations', operation: null } }),
      session(5, { work: { route: '/phonebook', operation: 'findContactsAction' } }),
      session(6, { work: { route: '/phonebook', operation: 'findContactsAction' } }),
    ];
    const sessions = experiment.sessions.map((one) => known.find(({ pid }) => pid === one.pid) ?? one);
    const hurtsOf = (seen: typeof sessions) => causesOfLocks({ ...experiment, sessions: seen }, [])[0]?.hurts;
    expect(hurtsOf(sessions)).toBe(
      'The longest has waited for 7 s: 2 of Find contacts on /phonebook and 1 of the chatbot (POST /api/conversations).',
    );
    const unsaid = { route: null, operation: null };
    expect(hurtsOf(sessions.map((one) => (one.work === undefined ? one : { ...one, work: unsaid })))).toBe(
      'The longest has waited for 7 s: 2 of switchboard-web of app and 1 of the chatbot.',
    );
  });

  test('are critical once they have waited for a minute', () => {
    expect(causesOfLocks(later(experiment, 54), [])).toMatchObject([{ severity: 'crit', holdSeconds: 0 }]);
    expect(causesOfLocks(later(experiment, 53), [])).toMatchObject([{ severity: 'warn', holdSeconds: 0 }]);
  });
});

describe('a transaction that stands idle on a lock', () => {
  test('is named from the second sample on', () => {
    expect(causesOfLocks(idleHolder, [])).toEqual([]);
    expect(causesOfLocks(later(idleHolder, 2), before(idleHolder))).toMatchObject([
      {
        severity: 'warn',
        sentence:
          'Session 10 (chatbot of app, idle in transaction for 42 s) holds up 2 sessions with its lock on a row of employees.',
        step: 'End the session 10: no statement of it runs that could be cancelled. What it has not committed is lost, and 11 goes on at once.',
      },
    ]);
  });

  test('is told after 10 s in any case', () => {
    expect(causesOfLocks(later(idleHolder, 8), [])).toHaveLength(1);
  });
});

describe('a holder that is at a statement', () => {
  const stepOf = (kind: string, savepoints: number[] = [], state = 'active') => {
    const holds = [[7, 'AccessExclusiveLock']] as const;
    const locks = locksOf({ kind, holds, waits: [[8, 'AccessShareLock', [7]]] });
    const sample = sampleOf({ sessions: [session(7, { state }), session(8)], locks: { ...locks, savepoints } });
    return causesOfLocks(later(sample, 20), [])[0]?.step;
  };

  test('is cancelled where that frees somebody', () => {
    expect(stepOf('relation')).toBe('Cancel 7 if it cannot be waited for: 8 goes on at once.');
  });

  test.each([
    ['an advisory lock', 'advisory', []],
    ['a lock from before a savepoint', 'relation', [7]],
  ] as const)('is ended where %s outlives its statement', (_what, kind, savepoints) => {
    expect(stepOf(kind, [...savepoints])).toBe(
      'Cancel 7 and then end its session: what it holds outlives its statement. What it has not committed is lost, and 8 goes on at once.',
    );
  });

  test('is not to be cancelled where that is refused, and the step says why', () => {
    const holds = [[7, 'AccessExclusiveLock']] as const;
    const locks = locksOf({ kind: 'relation', holds, waits: [[8, 'AccessShareLock', [7]]] });
    const causeOf = (facts: Partial<Session>) =>
      causesOfLocks(later(sampleOf({ sessions: [session(7, facts), session(8)], locks }), 20), [])[0];
    expect(causeOf({ kept: 'superuser', user: 'postgres' })).toMatchObject({
      step: 'It is a session of the superuser postgres; only a superuser may end it.',
      action: null,
    });
    expect(causeOf({ application: 'switchboard-worker' })).toMatchObject({
      step: 'Cancel 7 if it cannot be waited for: 8 goes on at once. It is work of Switchboard’s worker, which tries it again by itself.',
      action: { pid: 7 },
    });
  });

  test('has nothing to cancel once it is idle', () => {
    expect(stepOf('advisory', [], 'idle')).toBe(
      'End the session 7: no statement of it runs that could be cancelled, and 8 goes on at once.',
    );
  });
});

test('a prepared transaction is named where it is known which one it is, and only then', () => {
  const stepOf = (pid: number, pids: readonly number[]) => {
    const locks = locksOf({ kind: 'relation', holds: [[pid, 'RowExclusiveLock']], waits: [[8, 'ShareLock', [pid]]] });
    const prepared = pids.map((one) => ({ pid: one, name: `of ${-one}`, owner: 'app', since: ago(400) }));
    return causesOfLocks(later(sampleOf({ sessions: [session(8)], locks, prepared }), 20), [])[0]?.step;
  };
  expect(stepOf(-812, [-811, -812])).toBe("End it: COMMIT PREPARED 'of 812'; or ROLLBACK PREPARED 'of 812';");
  for (const step of [stepOf(0, [-811, -812]), stepOf(-813, [-811, -812]), stepOf(0, [0, 0])])
    expect(step).toBe(
      'Find which one it is: SELECT gid, owner, prepared FROM pg_prepared_xacts; then end that one alone.',
    );
});

test('of a chain over two rows the idle holder of the first is named, and no cancel is advised', () => {
  expect(causesOfLocks(chain, before(chain))).toMatchObject([
    {
      key: 'lock:1@2026-11-27T14:00:01.000000Z',
      sentence:
        'Session 1 (chatbot of app, idle in transaction for 3 min) holds up 2 sessions with its lock on a row of employees.',
      step: 'End the session 1: no statement of it runs that could be cancelled. What it has not committed is lost, and 2 goes on at once.',
    },
  ]);
});

test('what a request in the queue has written before is told as lost with its cancel', () => {
  expect(causesOfLocks(alteringWriter, [])).toMatchObject([
    {
      step: 'Cancel 2: it has not got its lock, so it has not begun what it waits for. What its transaction did before is taken back. Run it again when 1 has ended.',
    },
  ]);
});

test('without a wait nobody is blamed', () => {
  expect(causesOfLocks(sampleOf({ locks: noLocks, sessions: idleHolder.sessions }), [])).toEqual([]);
});
