import { type Cause, FAILURES, FULL_POOLS } from '#lib/monitoring/cause.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import { causesOfLocks, sessionKey } from '#lib/monitoring/locks/causes.ts';
import { againWords, keptWords } from '#lib/monitoring/locks/kept.ts';
import { sessionHref } from '#lib/monitoring/locks/params.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { gradeOf } from '#lib/monitoring/rules/rule.ts';
import { changeOf } from '#lib/monitoring/sessions/counters.ts';
import {
  type Application,
  type Before,
  readAtOf,
  type Session,
  type Sessions,
} from '#lib/monitoring/sessions/sample.ts';
import { commandOf, isUpkeep } from '#lib/monitoring/sessions/statement.ts';
import { isIdleInTransaction, millisecondsBetween, nameOf, partyOf, spanOf } from '#lib/monitoring/sessions/words.ts';
import { formatSpan } from '#lib/time.ts';

/** What is known of its parties is told by the errors' part a few seconds later, in place of the mere count. */
const DEADLOCK_HOLD_SECONDS = 12;
/** A deadlock is over when it is seen; it is told for so long. */
const DEADLOCK_MS = 60_000;
/** A smaller difference is the time that the answer took. */
const CLOCKS_AGREE_MS = 1_000;
/** Who is refused for want of connections is told so; a pool that has its own is not short of them. */
const TOO_MANY_CONNECTIONS = '53300';

/** What the sessions on the server give cause for: locks, transactions left open, long statements, connections, deadlocks. */
export function causesOfSessions(newest: Sessions, before: Before, rules: Rules = defaultRules): Cause[] {
  const causes = [
    ...causesOfLocks(newest, before, rules),
    ...newest.sessions.flatMap((session) => idleCause(newest, session, rules) ?? []),
    ...newest.sessions.flatMap((session) => longCause(newest, session, rules) ?? []),
    ...present(connectionsCause(newest, rules)),
    ...present(deadlockCause(newest, before, rules)),
  ];
  return causes.map((cause) => ({ ...cause, since: byOurClock(cause.since, newest) }));
}

/** An instant that the server told: as it told it where the two clocks agree. */
function byOurClock(instant: string | null, sample: Sessions): string | null {
  const aheadMs = Date.parse(sample.at) - Date.parse(readAtOf(sample));
  if (instant === null || Math.abs(aheadMs) < CLOCKS_AGREE_MS) return instant;
  return new Date(Date.parse(instant) - aheadMs).toISOString();
}

const page = { href: '/monitoring/locks', explains: [], weight: 1 };

function idleCause({ at }: Sessions, session: Session, rules: Rules): Cause | null {
  const length = millisecondsBetween(session.stateSince, at);
  const grade = gradeOf(rules('sessions.idle'), length / 1_000);
  if (session.kind !== 'client' || !isIdleInTransaction(session) || grade === null) return null;
  const kept = keptWords(session);
  return {
    ...page,
    href: sessionHref(session.pid),
    key: sessionKey('idle', session),
    ...grade,
    sentence: `${sentenceName(session)} has left a transaction open and idle for ${formatSpan(length)}.`,
    hurts: 'What it has locked stays locked, and vacuum cannot clear what it might still look at.',
    step: `Find why ${partyOf(session)} did not commit${kept === null ? `, or end the session ${session.pid}: what it has not committed is lost.` : `. ${kept}`}`,
    evidence: [
      `${session.state} since ${markInstant(session.stateSince)}, its transaction since ${markInstant(session.transactionSince)}.`,
    ],
    since: session.stateSince,
    action: actionOf(session),
  };
}

function longCause({ at, locks }: Sessions, session: Session, rules: Rules): Cause | null {
  const length = millisecondsBetween(session.statementSince, at);
  const waits = locks.waits.some(({ pid }) => pid === session.pid);
  const grade = gradeOf(rules('sessions.long'), length / 1_000);
  if (session.kind !== 'client' || session.state !== 'active' || waits || grade === null) return null;
  if (isUpkeep(session.statement)) return null;
  const kept = keptWords(session);
  return {
    ...page,
    href: sessionHref(session.pid),
    key: sessionKey('long', session),
    ...grade,
    sentence: `${sentenceName(session)} has run one ${commandOf(session.statement)} for ${formatSpan(length)}.`,
    hurts: 'It takes processor and disk from everybody else, and vacuum cannot clear what it might still look at.',
    step: `Look at its statement${kept === null ? `; cancel ${session.pid} if nobody waits for its answer.${againWords(session)}` : `. ${kept}`}`,
    evidence: [
      `active since ${markInstant(session.statementSince)}${session.wait === null ? '' : `, at present waiting for ${session.wait}`}.`,
    ],
    since: session.statementSince,
    action: actionOf(session),
  };
}

function connectionsCause(sample: Sessions, rules: Rules): Cause | null {
  const { clients, maxConnections, reserved, applications } = sample;
  const most = maxConnections - reserved;
  const grade = gradeOf(rules('connections.used'), (100 * clients) / most);
  const parties = applications.map((one) => ({ ...one, open: openOf(one) })).toSorted((a, b) => b.open - a.open);
  const first = parties[0];
  if (first === undefined || grade === null) return null;
  const left = Math.max(0, most - clients);
  const idle = first.idle + first.idleInTransaction;
  return {
    ...page,
    key: 'connections:full',
    ...grade,
    sentence: `${partyOf(first)} holds ${first.open} of the ${most} connections this server gives, and ${left === 0 ? 'none is' : `${left} are`} left.`,
    hurts: `${idle} of its ${first.open} do nothing at this moment. When none is left every program is refused, this one too.`,
    step: `Close what ${partyOf(first)} does not need, or give it a smaller pool; a larger max_connections asks for a restart.`,
    evidence: parties
      .slice(0, 8)
      .map(
        (one) => `${partyOf(one)}: ${one.open} open, ${one.active} at work, ${one.idle + one.idleInTransaction} idle.`,
      ),
    since: null,
    explains: [...FULL_POOLS, ...FAILURES],
    ways: ['opening', TOO_MANY_CONNECTIONS],
    weight: first.open,
    action: null,
  };
}

function deadlockCause(newest: Sessions, before: Before, rules: Rules): Cause | null {
  const lately = before.filter(({ value }) => millisecondsBetween(value.at, newest.at) <= DEADLOCK_MS);
  const change = changeOf(newest, lately);
  const count = change?.counted.deadlocks ?? 0;
  const grade = gradeOf(rules('deadlocks'), count);
  if (change === null || count <= 0 || grade === null) return null;
  return {
    ...page,
    ...grade,
    key: 'deadlock:counted',
    holdSeconds: Math.max(grade.holdSeconds, DEADLOCK_HOLD_SECONDS),
    sentence: `Postgres broke ${count === 1 ? 'a deadlock' : `${count} deadlocks`} in the last ${spanOf(change.from, newest.at)}: two transactions waited for each other, and one was ended.`,
    hurts: `${count === 1 ? 'One statement' : `${count} statements`} failed with SQLSTATE 40P01.`,
    step: 'Let all transactions lock the same rows in the same order; the server’s log names the statements.',
    evidence: [`pg_stat_database counts ${newest.counters.deadlocks} deadlocks in all.`],
    since: null,
    weight: count,
    isOver: true,
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
  return session.start === null || session.kept !== undefined
    ? null
    : { kind: 'cancel', pid: session.pid, backendStart: session.start };
}

function present<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}
