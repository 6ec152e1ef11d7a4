import { describe, expect, test } from 'vitest';
import { effectOf } from '#lib/monitoring/locks/effect.ts';
import type { Locks } from '#lib/monitoring/locks/locks.ts';
import { queueOf } from '#lib/monitoring/locks/queue.ts';
import { culpritsOf, rootsBefore, treeOf, victimsOf } from '#lib/monitoring/locks/tree.ts';
import { ago, alteringWriter, chain, experiment, idleHolder, locksOf } from '#test/lock-samples.ts';

const [A, B, C, D, E, F] = [1, 2, 3, 4, 5, 6];

describe('six sessions in one queue', () => {
  const { locks } = experiment;

  test('stand below whom they wait for, tied by the shortest cords', () => {
    expect(treeOf(locks).map(({ pid, blockers, tied }) => ({ pid, blockers, tied }))).toEqual([
      { pid: A, blockers: [], tied: [] },
      { pid: C, blockers: [], tied: [] },
      { pid: B, blockers: [A], tied: [A] },
      { pid: D, blockers: [A, B, C], tied: [B, C] },
      { pid: E, blockers: [D], tied: [D] },
      { pid: F, blockers: [D], tied: [D] },
    ]);
  });

  test('cancelling D frees E and F; B still waits for A', () => {
    expect(effectOf(locks, D, 'cancel')).toEqual([
      { pid: B, fate: 'waits', behind: [A], perhaps: [] },
      { pid: E, fate: 'free', behind: [], perhaps: [] },
      { pid: F, fate: 'free', behind: [], perhaps: [] },
    ]);
  });

  test('ending A frees B alone, for D still waits for B and C', () => {
    expect(effectOf(locks, A, 'terminate')).toEqual([
      { pid: B, fate: 'free', behind: [], perhaps: [] },
      { pid: D, fate: 'waits', behind: [B, C], perhaps: [] },
      { pid: E, fate: 'waits', behind: [D], perhaps: [] },
      { pid: F, fate: 'waits', behind: [D], perhaps: [] },
    ]);
  });

  test('D is to blame, and waits itself for A and C', () => {
    expect(culpritsOf(locks)).toEqual([{ pid: D, kind: 'queued', victims: [E, F], frees: [E, F], waiters: [B, E, F] }]);
    expect(rootsBefore(locks, D)).toEqual([A, C]);
    expect(victimsOf(locks, A)).toEqual([B, D, E, F]);
  });
});

test('who holds what all want is to blame where nobody holds others up from the queue', () => {
  expect(culpritsOf(idleHolder.locks)).toMatchObject([{ pid: 10, kind: 'root', victims: [11, 12], frees: [11] }]);
});

describe('a session that waits itself while others wait for what it has written', () => {
  test('is no culprit: who holds the first row is', () => {
    expect(culpritsOf(chain.locks)).toEqual([{ pid: 1, kind: 'root', victims: [2, 3], frees: [2], waiters: [2, 3] }]);
    expect(effectOf(chain.locks, 2, 'cancel')).toMatchObject([{ pid: 3, fate: 'free' }]);
  });

  test('is none either when more wait for it than for the first', () => {
    const locks: Locks = {
      ...chain.locks,
      waits: [
        ...chain.locks.waits,
        { pid: 4, object: 1, mode: 'ShareLock', since: ago(5), blockers: [2] },
        { pid: 5, object: 1, mode: 'ShareLock', since: ago(4), blockers: [2] },
      ],
    };
    expect(culpritsOf(locks)).toMatchObject([{ pid: 1, kind: 'root', frees: [2] }]);
  });

  test('is one for its place in another queue, and cancelling it frees both', () => {
    expect(culpritsOf(alteringWriter.locks)).toMatchObject([{ pid: 2, kind: 'queued', frees: [3, 4, 5] }]);
  });
});

test('the next in the queue for a row gets its place and waits for the row’s owner in turn', () => {
  // 12 waits behind 11 for a row that 10 has.
  expect(effectOf(idleHolder.locks, 11, 'cancel')).toEqual([{ pid: 12, fate: 'then', behind: [10], perhaps: [] }]);
});

test('whoever holds an object already goes before those its hold keeps waiting', () => {
  const locks = locksOf({
    kind: 'relation',
    holds: [
      [1, 'AccessShareLock'],
      [9, 'ShareLock'],
    ],
    waits: [
      [2, 'AccessExclusiveLock', [1, 9]],
      [1, 'RowExclusiveLock', [9]],
    ],
  });
  expect(queueOf(locks, 0).map(({ pid }) => pid)).toEqual([1, 2]);
  expect(effectOf(locks, 9, 'terminate')).toEqual([
    { pid: 2, fate: 'waits', behind: [1], perhaps: [] },
    { pid: 1, fate: 'free', behind: [], perhaps: [] },
  ]);
});

describe('a cancel', () => {
  const held = (kind: string, savepoints: number[] = []): Locks => ({
    ...locksOf({ kind, holds: [[1, 'ExclusiveLock']], waits: [[2, 'ExclusiveLock', [1]]] }),
    savepoints,
  });

  test.each([
    ['gives back what the transaction locked', held('relation'), 'free'],
    ['keeps a session’s advisory lock', held('advisory'), 'waits'],
    ['within a savepoint promises nothing', held('relation', [1]), 'waits'],
  ])('%s', (_what, locks, fate) => {
    expect(effectOf(locks, 1, 'cancel')).toMatchObject([{ pid: 2, fate }]);
    expect(effectOf(locks, 1, 'terminate')).toMatchObject([{ pid: 2, fate: 'free' }]);
  });
});

test('a ring without a root is drawn too, and nobody is blamed for what Postgres will break', () => {
  const ring = locksOf({
    kind: 'relation',
    holds: [],
    waits: [
      [1, 'ExclusiveLock', [2]],
      [2, 'ExclusiveLock', [1]],
    ],
  });
  expect(treeOf(ring).map(({ pid }) => pid)).toEqual([1, 2]);
});
