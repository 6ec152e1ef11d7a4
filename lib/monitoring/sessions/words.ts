import type { Session } from '#lib/monitoring/sessions/sample.ts';
import { commandOf } from '#lib/monitoring/sessions/statement.ts';
import { formatSpan } from '#lib/time.ts';

const NAMES = 5;

/** `session 4312 (psql of migrator)`, with `doing` within the brackets after it; `prepared transaction 812`. */
export function nameOf(session: Session | undefined, pid: number, doing?: string): string {
  if (pid <= 0) return preparedName(pid);
  const party = session === undefined ? [] : [kindNames[session.kind] ?? partyOf(session)];
  const known = [...party, ...(doing === undefined ? [] : [doing])];
  return known.length === 0 ? `session ${pid}` : `session ${pid} (${known.join(', ')})`;
}

/** `prepared transaction 812`, by its number in pg_prepared_xacts; `a prepared transaction` where that is not known. */
export function preparedName(pid: number): string {
  return pid === 0 ? 'a prepared transaction' : `prepared transaction ${-pid}`;
}

const kindNames: Partial<Record<Session['kind'], string>> = { autovacuum: 'autovacuum', replication: 'replication' };

/** `psql of migrator`, as far as either is told. */
export function partyOf({ application, user }: Pick<Session, 'application' | 'user'>): string {
  const name = application === '' ? 'a program without a name' : application;
  return user === null ? name : `${name} of ${user}`;
}

/** What a session does, and since how long: `idle in transaction for 6 min 3 s`, `ALTER TABLE for 4 min 2 s`. */
export function doingOf(session: Session | undefined, at: string): string {
  if (session === undefined || session.state === null) return 'what it does may not be seen';
  if (isIdleInTransaction(session)) return `idle in transaction for ${spanOf(session.stateSince, at)}`;
  if (session.state === 'idle') return `idle for ${spanOf(session.stateSince, at)}`;
  return `${commandOf(session.statement)} for ${spanOf(session.statementSince, at)}`;
}

/** Whether it stands open with nothing under way, failed or not. */
export function isIdleInTransaction(session: Pick<Session, 'state'>): boolean {
  return session.state?.startsWith('idle in transaction') ?? false;
}

/** `4320, 4322 and 3 more`. */
export function pidsOf(pids: readonly number[]): string {
  const shown = pids.slice(0, NAMES).map((pid) => (pid <= 0 ? preparedName(pid) : String(pid)));
  const more = pids.length - shown.length;
  return listOf(more > 0 ? [...shown, `${more} more`] : shown);
}

/** `a, b and c`. */
export function listOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** From one instant to another in words; `an unknown time` where the first is not told. */
export function spanOf(from: string | null, to: string): string {
  return from === null ? 'an unknown time' : formatSpan(millisecondsBetween(from, to));
}

/** Between two instants, never less than 0; 0 where the first is not told. */
export function millisecondsBetween(from: string | null, to: string): number {
  return from === null ? 0 : Math.max(0, Date.parse(to) - Date.parse(from));
}

/** From one instant to another as a clock counts: `4:02`, `1:02:03`; a dash where the first is not told. */
export function clockOf(from: string | null, to: string): string {
  if (from === null) return '–';
  const seconds = Math.floor(millisecondsBetween(from, to) / 1_000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3_600);
  return hours === 0 ? parts.join(':').replace(/^0/, '') : `${hours}:${parts.join(':')}`;
}

/** What a session is at, in one or two words: `active`, `waits for a lock`, `idle in transaction`. */
export function stateOf({ state, wait }: Pick<Session, 'state' | 'wait'>): string {
  if (state === null) return 'not seen';
  if (wait?.startsWith('Lock:')) return 'waits for a lock';
  return state === 'idle in transaction (aborted)' ? 'failed in transaction' : state;
}
