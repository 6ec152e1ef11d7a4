import { expect, test } from 'vitest';
import { formatBytes } from '#lib/monitoring/sessions/counters.ts';
import { filterSessions } from '#lib/monitoring/sessions/filter.ts';
import { toSessionsPanel } from '#lib/monitoring/sessions/panel.ts';
import { clockOf, doingOf, listOf, nameOf, pidsOf, stateOf } from '#lib/monitoring/sessions/words.ts';
import { ago, experiment, session } from '#test/lock-samples.ts';

test.each([
  [0, '0:00'],
  [242, '4:02'],
  [754, '12:34'],
  [3_723, '1:02:03'],
])('%i s count as %s', (seconds, clock) => {
  expect(clockOf(ago(seconds), experiment.at)).toBe(clock);
});

test('sessions are named as far as they are seen', () => {
  expect(nameOf(session(7, { application: 'psql', user: 'jo' }), 7, 'idle for 3 s')).toBe(
    'session 7 (psql of jo, idle for 3 s)',
  );
  expect(nameOf(session(7, { kind: 'autovacuum' }), 7)).toBe('session 7 (autovacuum)');
  expect(nameOf(undefined, 7)).toBe('session 7');
  expect(nameOf(undefined, 0)).toBe('a prepared transaction');
  expect(nameOf(undefined, -812)).toBe('prepared transaction 812');
  expect(doingOf(session(7, { state: null }), experiment.at)).toBe('what it does may not be seen');
  expect(stateOf(session(7, { state: null }))).toBe('not seen');
});

test('lists end in words', () => {
  expect(listOf(['a', 'b', 'c'])).toBe('a, b and c');
  expect(pidsOf([1, 2, 3, 4, 5, 6, 7])).toBe('1, 2, 3, 4, 5 and 2 more');
  expect(pidsOf([7, 0, -812])).toBe('7, a prepared transaction and prepared transaction 812');
});

test.each([
  [999, '999 B'],
  [4_200_000, '4.2 MB'],
  [420_000_000, '420 MB'],
])('%i bytes are %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

test('sessions are filtered by what they are at and by their application', () => {
  const sessions = [
    session(1, { wait: 'Lock: relation' }),
    session(2, { state: 'idle in transaction (aborted)', application: '' }),
    session(3, { state: 'idle' }),
  ];
  const pids = (...args: [Parameters<typeof filterSessions>[1], string]) =>
    filterSessions(sessions, ...args).map(({ pid }) => pid);
  expect(pids('all', '')).toEqual([1, 2, 3]);
  expect(pids('waiting', '')).toEqual([1]);
  expect(pids('open', '')).toEqual([2]);
  expect(pids('idle', 'switchboard-web')).toEqual([3]);
  expect(pids('all', ' ')).toEqual([2]);
});

test('a panel that cannot be read is blind, never empty', () => {
  const at = experiment.at;
  expect(toSessionsPanel(undefined, at)).toMatchObject({ state: 'blind' });
  expect(toSessionsPanel({ state: 'measured', at, value: { sessions: [] } }, at)).toMatchObject({ state: 'blind', at });
  expect(toSessionsPanel({ state: 'stale', at, value: experiment, reason: 'late' }, at)).toEqual({
    state: 'stale',
    at,
    value: experiment,
    reason: 'late',
  });
});
