import { expect, test } from 'vitest';
import { noLocks } from '#lib/monitoring/locks/locks.ts';
import type { ActivityRow } from './activity.ts';
import { chooseSessions } from './chosen.ts';

function row(pid: number, state: string, seconds: number): ActivityRow {
  const since = new Date(Date.parse('2026-11-27T14:00:00Z') + seconds * 1_000).toISOString();
  return {
    pid,
    ...{ start: since, type: 'client backend', application: 'psql', user: 'app', address: null, here: true },
    ...{ state, transactionSince: since, statementSince: since, stateSince: since },
    ...{ waitType: null, wait: null, statement: 'select 1', queryId: null },
    ...{ hidden: false, ours: false, superuser: false },
  };
}

const nobody = () => undefined;
const pids = (rows: readonly ActivityRow[]) => chooseSessions(rows, noLocks, nobody).sessions.map(({ pid }) => pid);

test('the oldest open transactions are listed however many sessions are at work', () => {
  const busy = Array.from({ length: 90 }, (_, place) => row(1_000 + place, 'active', place));
  const open = Array.from({ length: 20 }, (_, place) => row(1 + place, 'idle in transaction', place));
  const chosen = chooseSessions([...busy, ...open], noLocks, nobody);
  expect(chosen.sessions).toHaveLength(80);
  expect(chosen.more).toBe(30);
  expect(chosen.sessions.map(({ pid }) => pid).slice(70)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(chosen.sessions[0]?.pid).toBe(1_000);
});

test('those at work stand before those idle in a transaction, and idle ones last, each the longest first', () => {
  expect(pids([row(1, 'idle', 0), row(2, 'idle in transaction', 1), row(3, 'active', 9), row(4, 'active', 3)])).toEqual(
    [4, 3, 2, 1],
  );
});

test('without open transactions no place is left empty', () => {
  expect(pids(Array.from({ length: 90 }, (_, place) => row(1 + place, 'active', place)))).toHaveLength(80);
});
