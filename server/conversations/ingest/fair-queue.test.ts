import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FairQueue } from '#server/conversations/ingest/fair-queue.ts';

let count = 0;
const item = (sender: string, { rows = 1, bytes = 1, at = count++ } = {}) => ({ sender, rows, bytes, at });
const names = (items: { sender: string; at: number }[]) => items.map(({ sender, at }) => `${sender}${at}`);
const wide = { rows: 1000, bytes: 1000 };

function filled(...items: ReturnType<typeof item>[]): FairQueue<ReturnType<typeof item>> {
  const queue = new FairQueue<ReturnType<typeof item>>(1000);
  for (const one of items) queue.push(one);
  return queue;
}

describe('the fair queue', () => {
  test('serves senders in turn, each in the order it sent', () => {
    const flood = Array.from({ length: 5 }, (_, at) => item('a', { at }));
    const queue = filled(...flood, item('b', { at: 5 }), item('c', { at: 6 }), item('b', { at: 7 }));
    expect(names(queue.take({ rows: 4, bytes: 1000 }))).toEqual(['a0', 'b5', 'c6', 'a1']);
    expect(names(queue.take(wide))).toEqual(['b7', 'a2', 'a3', 'a4']);
    expect(queue.isEmpty).toBe(true);
  });

  test('fills a flush up to its rows or bytes, and takes what is larger than a flush alone', () => {
    const queue = filled(item('a', { rows: 400 }), item('a', { rows: 200 }), item('b', { bytes: 900 }));
    expect(queue.take({ rows: 500, bytes: 500 })).toHaveLength(1);
    expect(queue.take({ rows: 500, bytes: 500 })).toMatchObject([{ sender: 'b', bytes: 900 }]);
    expect(queue.take({ rows: 100, bytes: 500 })).toMatchObject([{ rows: 200 }]);
    expect(queue.take(wide)).toEqual([]);
  });

  test('when it is full, the newest of whoever takes most leaves, and the others come in', () => {
    const queue = filled(
      ...Array.from({ length: 9 }, (_, at) => item('a', { bytes: 100, at })),
      item('b', { bytes: 100 }),
    );
    expect(names(queue.push(item('c', { bytes: 150, at: 20 })))).toEqual(['a8', 'a7']);
    expect(names(queue.push(item('a', { bytes: 300, at: 21 })))).toEqual(['a21']);
    expect(queue.bytes).toBe(950);
  });

  test('gives up what is older than a moment', () => {
    const queue = filled(item('a', { at: 1 }), item('b', { at: 2 }), item('a', { at: 3 }));
    expect(queue.since).toBe(1);
    expect(names(queue.takeOlderThan(3))).toEqual(['a1', 'b2']);
    expect(queue.since).toBe(3);
    expect(names(queue.takeOlderThan(Number.POSITIVE_INFINITY))).toEqual(['a3']);
    expect([queue.since, queue.bytes, queue.rows]).toEqual([null, 0, 0]);
  });

  test('loses nothing, repeats nothing, and never holds more than its room', () => {
    const push = fc.record({
      sender: fc.constantFrom('a', 'b', 'c'),
      rows: fc.nat(5),
      bytes: fc.integer({ min: 1, max: 60 }),
    });
    const step = fc.oneof(push, fc.constant('take' as const), fc.constant('old' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new FairQueue<ReturnType<typeof item>>(100);
        const [came, left] = [[], []] as ReturnType<typeof item>[][];
        steps.forEach((one, at) => {
          if (one === 'take') left?.push(...queue.take({ rows: 6, bytes: 50 }));
          else if (one === 'old') left?.push(...queue.takeOlderThan(at - 10));
          else {
            came?.push({ ...one, at });
            left?.push(...queue.push({ ...one, at }));
          }
          expect(queue.bytes).toBeLessThanOrEqual(100);
        });
        left?.push(...queue.takeOlderThan(Number.POSITIVE_INFINITY));
        expect(left?.toSorted((a, b) => a.at - b.at)).toEqual(came);
      }),
    );
  });
});
