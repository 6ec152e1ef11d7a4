import type { Deadlock, Party } from '#lib/monitoring/errors/deadlock.ts';
import type { ErrorRow, ErrorsSample } from '#lib/monitoring/errors/sample.ts';

const AT = '2026-11-27T14:06:01.000Z';

export function errorRow(facts: Partial<ErrorRow> = {}): ErrorRow {
  return {
    ...{ kind: 'route', name: '/phonebook', place: '', detail: '', pool: '' },
    five: { failed: 0, total: 0 },
    hour: { failed: 0, total: 0 },
    since: '2026-11-27T14:03:00.000Z',
    lastAt: '2026-11-27T14:05:50.000Z',
    ...facts,
  };
}

export function errorsSample(facts: Partial<ErrorsSample> = {}): ErrorsSample {
  return {
    at: AT,
    since: '2026-11-27T08:00:00.000Z',
    sums: {},
    rows: [],
    moreRows: 0,
    deadlocks: [],
    jobs: { state: 'seen', rows: [] },
    serverSeen: true,
    ...facts,
  };
}

export function party(pid: number, facts: Partial<Party> = {}): Party {
  return {
    pid,
    from: 'sample',
    application: 'psql',
    user: 'migrator',
    route: null,
    operation: null,
    statement: 'UPDATE pairs SET value = $1',
    ...facts,
  };
}

export function deadlock(facts: Partial<Deadlock> = {}): Deadlock {
  return {
    id: 'one',
    at: '2026-11-27T14:05:00.000Z',
    victim: 4312,
    waits: [
      { pid: 4312, mode: 'ShareLock', on: 'transaction', blockedBy: 4320 },
      { pid: 4320, mode: 'ShareLock', on: 'transaction', blockedBy: 4312 },
    ],
    parties: [],
    sure: true,
    ...facts,
  };
}
