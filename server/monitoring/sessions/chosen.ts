import 'server-only';
import { keptOf } from '#lib/monitoring/locks/kept.ts';
import type { Locks } from '#lib/monitoring/locks/locks.ts';
import { isLooking } from '#lib/monitoring/own-connections.ts';
import type { Session } from '#lib/monitoring/sessions/sample.ts';
import { withoutValues } from '#lib/monitoring/sessions/statement.ts';
import { isIdleInTransaction } from '#lib/monitoring/sessions/words.ts';
import { type ActivityRow, isClient } from './activity.ts';

/** A sample stays under 50 kB with so many, each with a statement of 300 characters. */
const MOST = 80;
/** Of these are for the oldest transactions that stand open: a session that does nothing is the one to be told of. */
const MOST_OPEN = 10;

/** What a session of ours was taken for; undefined where that is not known. */
type WorkOf = (pid: number, application: string) => Session['work'];

/**
 * The sessions that are listed: of this database, and whoever stands in a queue. Those in a queue first, then those at work,
 * those idle in a transaction, and the idle ones, each the longest first; the oldest open transactions are always among them.
 */
export function chooseSessions(
  rows: readonly ActivityRow[],
  locks: Locks,
  workOf: WorkOf,
): { sessions: Session[]; more: number } {
  const queued = new Set(locks.waits.flatMap(({ pid, blockers }) => [pid, ...blockers]));
  const listed = rows
    .filter((row) => queued.has(row.pid) || (row.here && isClient(row) && !isLooking(row.application)))
    .toSorted(
      (one, other) =>
        rankOf(one, queued) - rankOf(other, queued) || (one.stateSince ?? '~').localeCompare(other.stateSince ?? '~'),
    );
  const sessions = withinBounds(listed, queued).map((row) => {
    const work = queued.has(row.pid) ? workOf(row.pid, row.application) : undefined;
    return { ...toSession(row), ...(work === undefined ? {} : { work }) };
  });
  return { sessions, more: Math.max(0, listed.length - MOST) };
}

function withinBounds(listed: readonly ActivityRow[], queued: ReadonlySet<number>): ActivityRow[] {
  const open = listed.filter((row) => !queued.has(row.pid) && isIdleInTransaction(row)).slice(0, MOST_OPEN);
  const others = listed.filter((row) => !open.includes(row)).slice(0, MOST - open.length);
  const chosen = new Set([...open, ...others]);
  return listed.filter((row) => chosen.has(row));
}

function rankOf(row: ActivityRow, queued: ReadonlySet<number>): number {
  if (queued.has(row.pid)) return 0;
  if (row.state === 'idle') return 3;
  return row.state === 'active' ? 1 : 2;
}

function toSession(row: ActivityRow): Session {
  const { pid, start, application, user, address, here, state, transactionSince, statementSince, stateSince } = row;
  const kept = keptOf(row);
  const rests = row.waitType === 'Client' && row.state !== 'active';
  return {
    pid,
    start,
    kind: kindOf(row),
    application: application.slice(0, 64),
    user,
    address,
    here,
    state,
    transactionSince,
    statementSince,
    stateSince,
    wait: row.waitType === null || rests ? null : `${row.waitType}: ${row.wait}`,
    statement: row.hidden || row.statement === null ? null : withoutValues(row.statement),
    queryId: row.queryId,
    ...(kept === null ? {} : { kept }),
  };
}

function kindOf(row: ActivityRow): Session['kind'] {
  if (isClient(row)) return 'client';
  if (row.type === 'autovacuum worker') return 'autovacuum';
  return row.type === 'walsender' ? 'replication' : 'other';
}
