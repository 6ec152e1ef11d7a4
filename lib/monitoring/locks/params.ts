import { z } from 'zod';

const LOCKS = '/monitoring/locks';
const LARGEST_PID = 2_147_483_647;
const pid = z.coerce.number().int().positive().max(LARGEST_PID).nullable().catch(null);

/** The address of the page of locks with one session chosen; of a prepared transaction, which has no pid, without. */
export function sessionHref(session: number): string {
  return session > 0 ? `${LOCKS}?pid=${session}` : LOCKS;
}

/** The session chosen by an address; null for none, and for what is no pid. */
export function readPid(search: Record<string, string | string[] | undefined>): number | null {
  return pid.parse([search.pid ?? []].flat()[0] ?? null);
}
