import type { Session } from '#lib/monitoring/sessions/sample.ts';
import { isIdleInTransaction } from '#lib/monitoring/sessions/words.ts';

export type SessionState = 'all' | 'active' | 'waiting' | 'open' | 'idle';

/** The states one filters by. `waiting` waits for a lock, `open` is idle within a transaction. */
export const sessionFilters: readonly { value: SessionState; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'open', label: 'Idle in transaction' },
  { value: 'idle', label: 'Idle' },
];

/** Those in that state and of that application: '' is any, ' ' those without a name. */
export function filterSessions(sessions: readonly Session[], state: SessionState, application: string): Session[] {
  return sessions.filter(
    (session) => isIn(session, state) && (application === '' || session.application === application.trim()),
  );
}

function isIn(session: Session, state: SessionState): boolean {
  switch (state) {
    case 'all':
      return true;
    case 'waiting':
      return session.wait?.startsWith('Lock:') ?? false;
    case 'open':
      return isIdleInTransaction(session);
    default:
      return session.state === state;
  }
}
