import { freedBy, freedByPlace } from '#lib/monitoring/locks/effect.ts';
import type { Locks, Wait } from '#lib/monitoring/locks/locks.ts';
import { bySince } from '#lib/monitoring/locks/queue.ts';

export type TreeRow = {
  pid: number;
  /** What it waits for; null for a root, which waits for nobody. */
  wait: Wait | null;
  /** Everybody who stands before it, as Postgres says. */
  blockers: number[];
  /** Those of them that the picture ties it to: not the ones it is tied to by way of another. */
  tied: number[];
};

/** Everybody in the queues: who waits for nobody first, then each below those it waits for, the longest wait first. */
export function treeOf(locks: Locks): TreeRow[] {
  const edges = edgesOf(locks);
  const waits = new Map(locks.waits.map((wait) => [wait.pid, wait]));
  const rows = rootsOf(locks).map((pid): TreeRow => ({ pid, wait: null, blockers: [], tied: [] }));
  const placed = new Set(rows.map(({ pid }) => pid));
  let left = [...waits.values()].toSorted(bySince);
  while (left.length > 0) {
    // In a ring nobody's blockers are all placed: then whoever came first opens it.
    const next = left.find(({ pid }) => edges.get(pid)?.every((blocker) => placed.has(blocker))) ?? left[0];
    if (next === undefined) break;
    const blockers = edges.get(next.pid) ?? [];
    rows.push({ pid: next.pid, wait: next, blockers, tied: nearest(blockers, edges) });
    placed.add(next.pid);
    left = left.filter((wait) => wait !== next);
  }
  return rows;
}

/** Those who block somebody and wait for nobody: where every chain begins. The one with the most behind it first. */
export function rootsOf(locks: Locks): number[] {
  const waiting = new Set(locks.waits.map(({ pid }) => pid));
  const roots = new Set(locks.waits.flatMap(({ blockers }) => blockers).filter((pid) => !waiting.has(pid)));
  const behind = (pid: number) => victimsOf(locks, pid).length;
  return [...roots].toSorted((one, other) => behind(other) - behind(one) || one - other);
}

/** Everybody who waits for this session, by way of others too. */
export function victimsOf(locks: Locks, pid: number): number[] {
  const victims = new Set<number>();
  const add = (blocker: number) => {
    for (const wait of locks.waits) {
      if (wait.pid === pid || victims.has(wait.pid) || !wait.blockers.includes(blocker)) continue;
      victims.add(wait.pid);
      add(wait.pid);
    }
  };
  add(pid);
  return [...victims];
}

/** The roots a waiter waits for in the end; for a root none. */
export function rootsBefore(locks: Locks, pid: number): number[] {
  return rootsOf(locks).filter((root) => root !== pid && victimsOf(locks, root).includes(pid));
}

/** Whether somebody waits for a row that it has written or locked: a cancel takes that work back as well. */
export function hasWork(locks: Locks, pid: number): boolean {
  const rows = locks.objects.filter(({ kind }) => kind === 'transactionid').map(({ id }) => id);
  return locks.holds.some((hold) => hold.pid === pid && rows.includes(hold.object));
}

export type Culprit = {
  pid: number;
  /** A request that waits itself and holds others up from its place in the queue, or who holds what they want. */
  kind: 'queued' | 'root';
  /** Everybody who waits for it. */
  victims: number[];
  /** Who goes on at once when its statement is cancelled, or its session ended where it holds and waits for nobody. */
  frees: number[];
  /** Everybody else who waits in the same knot, for whomever. */
  waiters: number[];
};

/**
 * Who is to blame in each knot of sessions that wait for one another, the largest knot first. It is the request
 * in the queue whose place alone, not what it holds, keeps others from going on, since what it asks for has not begun;
 * unless ending who holds what all want lets more of them go on.
 */
export function culpritsOf(locks: Locks): Culprit[] {
  return knotsOf(locks)
    .map((knot) => culpritIn(locks, knot))
    .filter((culprit) => culprit !== undefined)
    .toSorted((one, other) => other.waiters.length - one.waiters.length || one.pid - other.pid);
}

function culpritIn(locks: Locks, knot: ReadonlySet<number>): Culprit | undefined {
  const queued = locks.waits
    .filter(({ pid }) => knot.has(pid))
    .map(({ pid }) => ({ pid, kind: 'queued' as const, blame: freedByPlace(locks, pid).length }))
    .filter(({ blame }) => blame > 0);
  const roots = rootsOf(locks)
    .filter((pid) => knot.has(pid))
    .map((pid) => ({ pid, kind: 'root' as const, blame: freedBy(locks, pid, 'terminate').length }));
  const [worst] = [...queued, ...roots].toSorted((one, other) => other.blame - one.blame);
  return worst && culpritAs(locks, worst.pid, worst.kind, knot);
}

function culpritAs(locks: Locks, pid: number, kind: Culprit['kind'], knot: ReadonlySet<number>): Culprit {
  const frees = freedBy(locks, pid, kind === 'queued' ? 'cancel' : 'terminate');
  const waiters = locks.waits.map((wait) => wait.pid).filter((one) => one !== pid && knot.has(one));
  return { pid, kind, victims: victimsOf(locks, pid), frees, waiters };
}

/** The sessions that are tied to one another, in sets. */
function knotsOf(locks: Locks): Set<number>[] {
  let knots: Set<number>[] = [];
  for (const { pid, blockers } of locks.waits) {
    const joined = new Set([pid, ...blockers]);
    const touching = knots.filter((knot) => [...joined].some((one) => knot.has(one)));
    for (const knot of touching) for (const one of knot) joined.add(one);
    knots = [...knots.filter((knot) => !touching.includes(knot)), joined];
  }
  return knots;
}

function edgesOf(locks: Locks): Map<number, number[]> {
  const edges = new Map<number, number[]>();
  for (const { pid, blockers } of locks.waits) {
    edges.set(pid, [...new Set([...(edges.get(pid) ?? []), ...blockers])]);
  }
  return edges;
}

function nearest(blockers: readonly number[], edges: ReadonlyMap<number, readonly number[]>): number[] {
  return blockers.filter((pid) => !blockers.some((other) => other !== pid && edges.get(other)?.includes(pid)));
}
