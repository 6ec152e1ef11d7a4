import { type Locks, noLocks } from '#lib/monitoring/locks/locks.ts';
import type { LockMode } from '#lib/monitoring/locks/modes.ts';
import type { Session, Sessions } from '#lib/monitoring/sessions/sample.ts';

/** When the samples here were taken. */
const AT = '2026-11-27T14:06:01.000000Z';

/** So many seconds before they were taken. */
export function ago(seconds: number): string {
  return `${new Date(Date.parse(AT) - seconds * 1_000).toISOString().slice(0, -1)}000Z`;
}

export function session(pid: number, facts: Partial<Session> = {}): Session {
  return {
    pid,
    start: `2026-11-27T14:00:${String(pid).padStart(2, '0')}.000000Z`,
    kind: 'client',
    application: 'switchboard-web',
    user: 'app',
    address: null,
    here: true,
    state: 'active',
    transactionSince: ago(300),
    statementSince: ago(4),
    stateSince: ago(4),
    wait: null,
    statement: 'SELECT name FROM employees',
    queryId: '42',
    ...facts,
  };
}

export function sampleOf(facts: Partial<Sessions> = {}): Sessions {
  const sessions = facts.sessions ?? [];
  return {
    at: AT,
    startedAt: '2026-11-20T08:00:00.000Z',
    maxConnections: 100,
    reserved: 3,
    clients: sessions.length,
    clientsHere: sessions.length,
    applications: [],
    moreApplications: 0,
    sessions,
    moreSessions: 0,
    locks: noLocks,
    autovacuums: [],
    prepared: [],
    replicating: 0,
    counters: {
      since: null,
      commits: 1_000,
      rollbacks: 0,
      deadlocks: 0,
      temporaryBytes: 0,
      abandoned: 0,
      fatal: 0,
      killed: 0,
    },
    hidden: null,
    ...facts,
  };
}

/** The same, so many seconds later. */
export function later(sample: Sessions, seconds: number): Sessions {
  return { ...sample, at: ago(-seconds) };
}

/** One object with who has it and who waits for it, in the order of their coming. */
export function locksOf(given: {
  kind: string;
  holds: readonly (readonly [number, LockMode])[];
  waits: readonly (readonly [number, LockMode, number[]])[];
}): Locks {
  return {
    ...noLocks,
    objects: [{ id: 0, kind: given.kind, name: 'employees' }],
    holds: given.holds.map(([pid, mode]) => ({ pid, mode, object: 0 })),
    waits: given.waits.map(([pid, mode, blockers], place) => ({
      pid,
      mode,
      object: 0,
      blockers,
      since: ago(9 - place),
    })),
  };
}

/** A (1) holds a row, C (3) reads, B (2) wants A's row, D (4) alters the table, E (5) and F (6) read it. */
export const experiment: Sessions = sampleOf({
  sessions: [
    session(1, {
      application: 'chatbot',
      state: 'idle in transaction',
      stateSince: ago(180),
      statement: 'UPDATE employees SET mobile = $1 WHERE id = $2',
    }),
    session(2, { application: 'chatbot', statement: 'UPDATE employees SET mobile = $1 WHERE id = $2' }),
    session(3, { application: 'export', statementSince: ago(300) }),
    session(4, {
      application: 'psql',
      user: 'migrator',
      address: '10.1.94.15',
      statement: 'ALTER TABLE employees ADD COLUMN room text',
    }),
    session(5),
    session(6),
  ],
  locks: {
    ...noLocks,
    objects: [
      { id: 0, kind: 'transactionid', name: 'a row of employees' },
      { id: 1, kind: 'relation', name: 'employees' },
    ],
    waits: [
      { pid: 2, object: 0, mode: 'ShareLock', since: ago(7), blockers: [1] },
      { pid: 4, object: 1, mode: 'AccessExclusiveLock', since: ago(6), blockers: [1, 2, 3] },
      { pid: 5, object: 1, mode: 'AccessShareLock', since: ago(5), blockers: [4] },
      { pid: 6, object: 1, mode: 'AccessShareLock', since: ago(4), blockers: [4] },
    ],
    holds: [
      { pid: 1, object: 0, mode: 'ExclusiveLock' },
      { pid: 1, object: 1, mode: 'RowExclusiveLock' },
      { pid: 2, object: 1, mode: 'RowExclusiveLock' },
      { pid: 3, object: 1, mode: 'AccessShareLock' },
    ],
  },
});

/** 10 has a row in a transaction that stands idle; 11 wants it, and 12 after 11. */
export const idleHolder: Sessions = sampleOf({
  sessions: [
    session(10, { application: 'chatbot', state: 'idle in transaction', stateSince: ago(40) }),
    session(11),
    session(12),
  ],
  locks: {
    ...noLocks,
    objects: [
      { id: 0, kind: 'transactionid', name: 'a row of employees' },
      { id: 1, kind: 'tuple', name: 'a row of employees' },
    ],
    waits: [
      { pid: 11, object: 0, mode: 'ShareLock', since: ago(2), blockers: [10] },
      { pid: 12, object: 1, mode: 'ExclusiveLock', since: ago(1), blockers: [11] },
    ],
    holds: [
      { pid: 10, object: 0, mode: 'ExclusiveLock' },
      { pid: 11, object: 1, mode: 'ExclusiveLock' },
    ],
  },
});

/** 1 has a row in a transaction that stands idle; 2 has written another and now wants that one, and 3 wants what 2 has written. */
export const chain: Sessions = sampleOf({
  sessions: [
    session(1, { application: 'chatbot', state: 'idle in transaction', stateSince: ago(180) }),
    session(2, { application: 'chatbot', statement: 'UPDATE employees SET mobile = $1 WHERE id = $2' }),
    session(3),
  ],
  locks: {
    ...noLocks,
    objects: [
      { id: 0, kind: 'transactionid', name: 'a row of employees' },
      { id: 1, kind: 'transactionid', name: 'a row of employees' },
    ],
    waits: [
      { pid: 2, object: 0, mode: 'ShareLock', since: ago(7), blockers: [1] },
      { pid: 3, object: 1, mode: 'ShareLock', since: ago(6), blockers: [2] },
    ],
    holds: [
      { pid: 1, object: 0, mode: 'ExclusiveLock' },
      { pid: 2, object: 1, mode: 'ExclusiveLock' },
    ],
  },
});

/** 1 reads the table; 2 has written a row of another, which 3 wants, and now alters the table, which 4 and 5 want to read. */
export const alteringWriter: Sessions = sampleOf({
  sessions: [
    session(1, { application: 'export', statementSince: ago(300) }),
    session(2, { application: 'psql', statement: 'ALTER TABLE employees ADD COLUMN room text' }),
    session(3),
    session(4),
    session(5),
  ],
  locks: {
    ...noLocks,
    objects: [
      { id: 0, kind: 'relation', name: 'employees' },
      { id: 1, kind: 'transactionid', name: 'a row of departments' },
    ],
    waits: [
      { pid: 2, object: 0, mode: 'AccessExclusiveLock', since: ago(8), blockers: [1] },
      { pid: 3, object: 1, mode: 'ShareLock', since: ago(7), blockers: [2] },
      { pid: 4, object: 0, mode: 'AccessShareLock', since: ago(6), blockers: [2] },
      { pid: 5, object: 0, mode: 'AccessShareLock', since: ago(5), blockers: [2] },
    ],
    holds: [
      { pid: 1, object: 0, mode: 'AccessShareLock' },
      { pid: 2, object: 1, mode: 'ExclusiveLock' },
    ],
  },
});
