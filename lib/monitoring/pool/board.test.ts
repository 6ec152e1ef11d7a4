import { expect, test } from 'vitest';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import { poolsSeen, tagsOf } from '#lib/monitoring/pool/board.ts';
import type { PoolFigures } from '#lib/monitoring/pool/figures.ts';
import { heldByWork, heldWords, spanWords } from '#lib/monitoring/pool/holders.ts';
import { socketsOf } from '#lib/monitoring/pool/sockets.ts';

const at = '2026-01-05T09:00:00.000Z';
const nothing = { count: 0, p50: 0, p95: 0, p99: 0, max: 0 };

function pool(process: 'web' | 'worker', more: Partial<PoolFigures> = {}): PoolFigures {
  return {
    name: `switchboard-${process}`,
    at,
    process,
    base: 2,
    max: 5,
    open: 3,
    out: 1,
    idle: 2,
    waiting: 0,
    longestWaitMs: 0,
    wait: nothing,
    queued: nothing,
    hold: nothing,
    counts: { checkouts: 1, timeouts: 0, failed: 0, opened: 3, closed: 0, recycled: 0 },
    holders: [
      {
        route: '/',
        operation: null,
        actor: 'user:1',
        pid: 7,
        heldMs: 9_000,
        statement: null,
        running: false,
        forMs: 9_000,
      },
    ],
    holdersMore: 0,
    waiters: [],
    ...more,
  };
}

function answer(panels: MonitoringAnswer['panels']): MonitoringAnswer {
  return { at, verdict: null, isElsewhere: false, panels };
}

test('the web’s pools are its own, the worker’s are as it sent them, and neither stands in for the other', () => {
  const seen = poolsSeen(
    answer({
      'pool-web': { state: 'measured', at, value: [pool('web', { out: 3 })] },
      pool: { state: 'stale', at, reason: 'late', value: [pool('web'), pool('worker')] },
    }),
  );
  expect(seen.web).toMatchObject({ state: 'measured', value: [{ process: 'web', out: 3 }] });
  expect(seen.worker).toMatchObject({ state: 'stale', value: [{ process: 'worker' }] });
});

test('what was not sent, or cannot be read, is blind', () => {
  expect(poolsSeen(answer({})).web.state).toBe('blind');
  const unreadable = answer({ pool: { state: 'measured', at, value: [{ name: 'of another version' }] } });
  expect(poolsSeen(unreadable).worker).toMatchObject({ state: 'blind', mend: null });
});

test('only people and keys are looked up by name, each once', () => {
  const [one] = pool('web').holders;
  const holders = [one, one, { ...one, actor: null }, { ...one, actor: 'system:cli' }].flatMap((holder) =>
    holder === undefined ? [] : [{ ...pool('web').holders[0], ...holder }],
  );
  const value = [{ ...pool('web'), holders }];
  expect(tagsOf(answer({ 'pool-web': { state: 'measured', at, value } }))).toEqual(['user:1']);
});

test('there is a socket for each place, whoever was cut from a long sample included', () => {
  expect(socketsOf(pool('web'), new Map()).map(({ state }) => state)).toEqual([
    'still',
    'free',
    'free',
    'closed',
    'closed',
  ]);
  expect(socketsOf(pool('web', { out: 3, idle: 0 }), new Map()).map(({ state }) => state)).toEqual([
    'still',
    'short',
    'short',
    'closed',
    'closed',
  ]);
});

test('of several kinds of work the one that keeps connections longest in sum comes first', () => {
  const [holder] = pool('web').holders;
  if (holder === undefined) throw new Error('no holder');
  const busy = Array.from({ length: 4 }, () => ({ ...holder, route: '/busy', heldMs: 20, running: true, forMs: 10 }));
  const [first] = heldByWork([...busy, holder]);
  expect(first && heldWords(first, 5)).toBe(
    '1 of 5 connections is held by the page /, which has run no statement for 9.0 s, all for one person',
  );
});

test('lengths of time are read at a glance', () => {
  expect([0, 0.04, 1.23, 85, 998, 999.6, 2_930, 41_400, 60_000, 242_000].map(spanWords)).toEqual([
    '0 ms',
    '0.04 ms',
    '1.2 ms',
    '85 ms',
    '998 ms',
    '1.0 s',
    '2.9 s',
    '41 s',
    '1 min',
    '4 min 2 s',
  ]);
});
