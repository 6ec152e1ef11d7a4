import { expect, test } from 'vitest';
import { type Entry, EntryQueue } from './entry-queue.ts';

const entry = (name: string, bytes = 10): Entry => ({ eventId: name, payload: Buffer.alloc(bytes, 97), queuedAt: 0 });
const names = (entries: readonly Entry[]) => entries.map(({ eventId }) => eventId);

test('takes from the front, and what goes back comes first again', () => {
  const queue = new EntryQueue();
  for (const name of ['a', 'b', 'c', 'd']) queue.push(entry(name));
  const taken = queue.take(2, 1000);
  queue.giveBack(taken);
  expect([queue.count, queue.bytes]).toEqual([4, 40]);
  expect(names(queue.takeAll())).toEqual(['a', 'b', 'c', 'd']);
  expect([queue.count, queue.bytes]).toEqual([0, 0]);
});

test('a batch stays within its bytes, brackets and commas included; a larger turn goes alone', () => {
  const queue = new EntryQueue();
  for (const [name, bytes] of [
    ['a', 10],
    ['b', 10],
    ['c', 500],
    ['d', 10],
  ] as const)
    queue.push(entry(name, bytes));
  expect(names(queue.take(500, 22))).toEqual(['a']);
  expect(names(queue.take(500, 22))).toEqual(['b']);
  expect(names(queue.take(500, 22))).toEqual(['c']);
  queue.push(entry('e', 10));
  expect(names(queue.take(500, 23))).toEqual(['d', 'e']);
});

test('keeps its order over many turns', () => {
  const queue = new EntryQueue();
  let next = 0;
  for (let i = 0; i < 30_000; i += 1) {
    queue.push(entry(String(i), 1));
    if (i % 3 !== 0) expect(queue.take(1, 100)[0]?.eventId).toBe(String(next++));
  }
  expect(queue.count).toBe(10_000);
});
