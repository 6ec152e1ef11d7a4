import { type Cause, FAILURES } from '#lib/monitoring/cause.ts';
import { causesOfLocks, sessionKey } from '#lib/monitoring/locks/causes.ts';
import { changeOf } from '#lib/monitoring/sessions/counters.ts';
import type { Application, Before, Session, Sessions } from '#lib/monitoring/sessions/sample.ts';
import { commandOf, isUpkeep } from '#lib/monitoring/sessions/statement.ts';
import { isIdleInTransaction, millisecondsBetween, nameOf, partyOf, spanOf } from '#lib/monitoring/sessions/words.ts';
import { formatSpan } from '#lib/time.ts';

/** Idle in transaction 60/300 s, connections 80/90 %: reference, 3.5. */
const IDLE_WARN_MS = 60_000;
const IDLE_CRIT_MS = 300_000;
const FULL_WARN = 0.8;
const FULL_CRIT = 0.9;
/** The mixin of postgres_exporter warns at 2 min, pganalyze at 30. */
const LONG_WARN_MS = 120_000;
const LONG_CRIT_MS = 1_800_000;
const CONNECTIONS_HOLD_SECONDS = 4;
/** What is known of its parties is told by the errors' part a few seconds later, in place of the mere count. */
const DEADLOCK_HOLD_SECONDS = 12;
/** A deadlock is over when it is seen; it is told for so long. */
const DEADLOCK_MS = 60_000;

/** What the sessions on the server give cause for: locks, transactions left open, long statements, connections, deadlocks. */
export function causesOfSessions(newest: Sessions, before: Before): Cause[] {
  return [
    ...causesOfLocks(newest, before),
    ...newest.sessions.flatMap((session) => idleCause(newest, session) ?? []),
    ...newest.sessions.flatMap((session) => longCause(newest, session) ?? []),
    ...present(connectionsCause(newest)),
    ...present(deadlockCause(newest, before)),
  ];
}

const page = { href: '/monitoring/locks', explains: [], weight: 1 };

function idleCause({ at }: Sessions, session: Session): Cause | null {
  const length = millisecondsBetween(session.stateSince, at);
  if (session.kind !== 'client' || !isIdleInTransaction(session) || length < IDLE_WARN_MS) return null;
  return {
    ...page,
    key: sessionKey('idle', session),
    severity: length >= IDLE_CRIT_MS ? 'crit' : 'warn',
    holdSeconds: 0,
    sentence: `${sentenceName(session)} has left a transaction open and idle for ${formatSpan(length)}.`,
    hurts: 'What it has locked stays locked, and vacuum cannot clear what it might still look at.',
    step: `Find why ${partyOf(session)} did not commit, or end the session ${session.pid}: what it has not committed is lost.`,
    evidence: [`${session.state} since ${session.stateSince}, its transaction since ${session.transactionSince}.`],
    since: session.stateSince,
    action: actionOf(session),
  };
}

function longCause({ at, locks }: Sessions, session: Session): Cause | null {
  const length = millisecondsBetween(session.statementSince, at);
  const waits = locks.waits.some(({ pid }) => pid === session.pid);
  if (session.kind !== 'client' || session.state !== 'active' || waits || length < LONG_WARN_MS) return null;
  if (isUpkeep(session.statement)) return null;
  return {
    ...page,
    key: sessionKey('long', session),
    severity: length >= LONG_CRIT_MS ? 'crit' : 'warn',
    holdSeconds: 0,
    sentence: `${sentenceName(session)} has run one ${commandOf(session.statement)} for ${formatSpan(length)}.`,
    hurts: 'It takes processor and disk from everybody else, and vacuum cannot clear what it might still look at.',
    step: `Look at its statement; cancel ${session.pid} if nobody waits for its answer.`,
    evidence: [
      `active since ${session.statementSince}${session.wait === null ? '' : `, at present waiting for ${session.wait}`}.`,
    ],
    since: session.statementSince,
    action: actionOf(session),
  };
}

function connectionsCause({ clients, maxConnections, reserved, applications }: Sessions): Cause | null {
  const most = maxConnections - reserved;
  const share = clients / most;
  if (share < FULL_WARN) return null;
  const parties = applications.map((one) => ({ ...one, open: openOf(one) })).toSorted((a, b) => b.open - a.open);
  const first = parties[0];
  if (first === undefined) return null;
  const left = Math.max(0, most - clients);
  const idle = first.idle + first.idleInTransaction;
  return {
    ...page,
    key: 'connections:full',
    severity: share >= FULL_CRIT ? 'crit' : 'warn',
    holdSeconds: CONNECTIONS_HOLD_SECONDS,
    sentence: `${partyOf(first)} holds ${first.open} of the ${most} connections this server gives, and ${left === 0 ? 'none is' : `${left} are`} left.`,
    hurts: `${idle} of its ${first.open} do nothing at this moment. When none is left every program is refused, this one too.`,
    step: `Close what ${partyOf(first)} does not need, or give it a smaller pool; a larger max_connections asks for a restart.`,
    evidence: parties
      .slice(0, 8)
      .map(
        (one) => `${partyOf(one)}: ${one.open} open, ${one.active} at work, ${one.idle + one.idleInTransaction} idle.`,
      ),
    since: null,
    explains: ['pool:', ...FAILURES],
    weight: first.open,
    action: null,
  };
}

function deadlockCause(newest: Sessions, before: Before): Cause | null {
  const lately = before.filter(({ value }) => millisecondsBetween(value.at, newest.at) <= DEADLOCK_MS);
  const change = changeOf(newest, lately);
  if (change === null || change.counted.deadlocks <= 0) return null;
  const count = change.counted.deadlocks;
  return {
    ...page,
    key: 'deadlock:counted',
    severity: 'warn',
    holdSeconds: DEADLOCK_HOLD_SECONDS,
    sentence: `Postgres broke ${count === 1 ? 'a deadlock' : `${count} deadlocks`} in the last ${spanOf(change.from, newest.at)}: two transactions waited for each other, and one was ended.`,
    hurts: `${count === 1 ? 'One statement' : `${count} statements`} failed with SQLSTATE 40P01.`,
    step: 'Let all transactions lock the same rows in the same order; the server’s log names the statements.',
    evidence: [`pg_stat_database counts ${newest.counters.deadlocks} deadlocks in all.`],
    since: null,
    weight: count,
    action: null,
  };
}

/** How many sessions an application has open. */
export function openOf({ active, idle, idleInTransaction, other }: Application): number {
  return active + idle + idleInTransaction + other;
}

function sentenceName(session: Session): string {
  const name = nameOf(session, session.pid);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function actionOf(session: Session): Cause['action'] {
  return session.start === null ? null : { kind: 'cancel', pid: session.pid, backendStart: session.start };
}

function present<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}
