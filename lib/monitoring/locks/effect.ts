import type { Hold, Locks, Wait } from '#lib/monitoring/locks/locks.ts';
import { conflict, type LockMode } from '#lib/monitoring/locks/modes.ts';
import { queueOf } from '#lib/monitoring/locks/queue.ts';

/** A cancel ends the statement, and with it the transaction's locks; a termination ends the session. */
export type Ending = 'cancel' | 'terminate';

export type Fate = {
  pid: number;
  /** `free`: it goes on. `then`: it gets what it waits for and meets another. `waits`: nothing changes for it. */
  fate: 'free' | 'then' | 'waits';
  /** Who stands before it then. */
  behind: number[];
  /** Where free: who may yet stop it at the row it goes for, which no lock tells before it gets there. */
  perhaps: number[];
};

/**
 * What becomes of everybody who waits when one session's statement or the session itself ends: its locks and its place in
 * the queues go, and Postgres wakes whoever stands in nobody's way any more (ProcLockWakeup in proc.c).
 */
export function effectOf(locks: Locks, pid: number, ending: Ending): Fate[] {
  const kinds = kindsOf(locks);
  const holds = locks.holds.filter((hold) => hold.pid !== pid || outlives(hold, ending, locks, kinds));
  return fatesOf(locks, pid, holds);
}

/** Who goes on at once, in the order of the list. */
export function freedBy(locks: Locks, pid: number, ending: Ending): number[] {
  return freeOf(effectOf(locks, pid, ending));
}

/** Who would go on at once if a session gave up its place in the queues alone and kept all that it has: those whom no work of it holds up. */
export function freedByPlace(locks: Locks, pid: number): number[] {
  return freeOf(fatesOf(locks, pid, locks.holds));
}

function freeOf(fates: readonly Fate[]): number[] {
  return fates.filter(({ fate }) => fate === 'free').map((one) => one.pid);
}

/** What becomes of everybody else who waits once `pid` waits for nothing and of all locks held only `holds` are left. */
function fatesOf(locks: Locks, pid: number, holds: readonly Hold[]): Fate[] {
  const kinds = kindsOf(locks);
  const touched = new Set(
    [...locks.waits.filter((wait) => wait.pid === pid), ...locks.holds.filter((hold) => !holds.includes(hold))].map(
      ({ object }) => object,
    ),
  );
  const woken = new Map([...touched].map((object) => [object, wake(locks, holds, object, pid)]));
  const left = locks.waits.filter((wait) => wait.pid !== pid);
  return left.map((wait) => {
    const behind = woken.get(wait.object)?.get(wait);
    if (behind === undefined) return { pid: wait.pid, fate: 'waits', behind: wait.blockers, perhaps: [] };
    if (behind.length > 0) return { pid: wait.pid, fate: 'waits', behind, perhaps: [] };
    const next = kinds.get(wait.object) === 'tuple' ? ownersOfRow(locks, holds, pid) : [];
    if (next.length > 0) return { pid: wait.pid, fate: 'then', behind: next, perhaps: [] };
    return { pid: wait.pid, fate: 'free', behind: [], perhaps: mayMeet(wait, left, holds, kinds.get(wait.object)) };
  });
}

/** What a cancel may leave held: a session's own advisory locks, and what was locked before the last savepoint. */
function outlives(hold: Hold, ending: Ending, locks: Locks, kinds: ReadonlyMap<number, string>): boolean {
  return ending === 'cancel' && (kinds.get(hold.object) === 'advisory' || locks.savepoints.includes(hold.pid));
}

/** Each waiter of the object with those who stand before it once `gone` has left; with nobody, it is served. */
function wake(locks: Locks, left: readonly Hold[], object: number, gone: number): Map<Wait, number[]> {
  const held: { pid: number; mode: LockMode }[] = left.filter((hold) => hold.object === object);
  const ahead: Wait[] = [];
  const outcome = new Map<Wait, number[]>();
  for (const wait of queueOf(locks, object)) {
    if (wait.pid === gone) continue;
    const before = [...held, ...ahead].filter(({ pid, mode }) => pid !== wait.pid && conflict(mode, wait.mode));
    outcome.set(wait, [...new Set(before.map(({ pid }) => pid))]);
    if (before.length > 0) ahead.push(wait);
    else held.push(wait);
  }
  return outcome;
}

/** Who has the row in whose queue `gone` stood first: the next in that queue waits for them in its place. */
function ownersOfRow(locks: Locks, left: readonly Hold[], gone: number): number[] {
  const kinds = kindsOf(locks);
  const rows = locks.waits.filter((wait) => wait.pid === gone && kinds.get(wait.object) === 'transactionid');
  return left.filter((hold) => rows.some(({ object }) => object === hold.object)).map(({ pid }) => pid);
}

function kindsOf({ objects }: Locks): Map<number, string> {
  return new Map(objects.map(({ id, kind }) => [id, kind]));
}

const WRITES: readonly LockMode[] = ['RowShareLock', 'RowExclusiveLock'];

/** Two that go for one row can both be woken; which of them gets it, nobody knows before. */
function mayMeet(wait: Wait, waits: readonly Wait[], holds: readonly Hold[], kind: string | undefined): number[] {
  const others = waits.filter(({ object, pid }) => object === wait.object && pid !== wait.pid);
  // Those who waited for one transaction wanted a row of it.
  if (kind === 'transactionid') return others.map(({ pid }) => pid);
  if (kind !== 'relation' || !WRITES.includes(wait.mode)) return [];
  const holders = holds.filter(({ object, pid }) => object === wait.object && pid !== wait.pid);
  const writers = [...holders, ...others].filter(({ mode }) => WRITES.includes(mode));
  return [...new Set(writers.map(({ pid }) => pid))];
}
