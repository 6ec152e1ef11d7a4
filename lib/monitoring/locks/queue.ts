import type { Locks, Wait } from '#lib/monitoring/locks/locks.ts';
import { conflict } from '#lib/monitoring/locks/modes.ts';

/**
 * Those who wait for one object, in the order in which Postgres serves them: by when they came, but whoever holds the object
 * already and asks for more is let in before those its hold keeps waiting (ProcSleep in proc.c). Who was let in before whom
 * is read from the blockers, since pg_locks does not tell it.
 */
export function queueOf(locks: Locks, object: number): Wait[] {
  const queue: Wait[] = [];
  for (const wait of locks.waits.filter((one) => one.object === object).toSorted(bySince)) {
    const place = queue.findIndex((other) => conflict(wait.mode, other.mode) && !wait.blockers.includes(other.pid));
    queue.splice(place === -1 ? queue.length : place, 0, wait);
  }
  return queue;
}

/** Those who came earlier first; one whose wait has only just begun last. */
export function bySince(one: Wait, other: Wait): number {
  if (one.since === other.since) return 0;
  if (one.since === null) return 1;
  if (other.since === null) return -1;
  return one.since < other.since ? -1 : 1;
}
