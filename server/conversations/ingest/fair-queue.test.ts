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

  test('gives a sender of arrays and one of single turns the same rows, in full flushes', () => {
    const queue = new FairQueue<ReturnType<typeof item>>(10_000);
    for (let at = 0; at < 5; at++) queue.push(item('arrays', { rows: 500, bytes: 500 }));
    for (let at = 0; at < 2_500; at++) queue.push(item('singles'));
    const rows = { arrays: 0, singles: 0 };
    for (let flush = 0; flush < 10; flush++) {
      const taken = queue.take({ rows: 500, bytes: 100_000 });
      for (const one of taken) rows[one.sender as 'arrays' | 'singles'] += one.rows;
      expect(taken.reduce((sum, one) => sum + one.rows, 0)).toBe(500);
      expect(Math.abs(rows.arrays - rows.singles)).toBeLessThanOrEqual(500);
    }
    expect(queue.isEmpty).toBe(true);
  });

  test('gives no more to a sender that comes back with an array as soon as its last was served', () => {
    const queue = new FairQueue<ReturnType<typeof item>>(10_000);
    for (let at = 0; at < 4_000; at++) queue.push(item('singles'));
    let [sent, served] = [0, 0];
    for (let flush = 0; flush < 8; flush++) {
      if (sent === served) queue.push(item('arrays', { rows: 500, bytes: 500 }));
      sent = served + 1;
      served += queue.take({ rows: 500, bytes: 100_000 }).filter(({ sender }) => sender === 'arrays').length;
    }
    expect(served).toBe(4);
  });

  test('lets an array through among very many senders of single turns', () => {
    const queue = new FairQueue<ReturnType<typeof item>>(1_000_000);
    const post = () => {
      for (let sender = 0; sender < 200; sender++) for (let at = 0; at < 5; at++) queue.push(item(`s${sender}`));
    };
    post();
    queue.push(item('arrays', { rows: 500, bytes: 500 }));
    const flushes = Array.from({ length: 3 }, () => {
      post();
      return queue.take({ rows: 500, bytes: 100_000 });
    });
    expect(flushes.filter((taken) => taken.some(({ sender }) => sender === 'arrays'))).toHaveLength(1);
  });

  test('counts a large body as several rows, so that a few of them keep nobody waiting', () => {
    const queue = new FairQueue<ReturnType<typeof item>>(100_000_000);
    for (let at = 0; at < 20; at++) queue.push(item('large', { bytes: 250_000 }));
    for (let at = 0; at < 1_000; at++) queue.push(item('small', { bytes: 3_000 }));
    const flushes = Array.from({ length: 8 }, () => queue.take({ rows: 500, bytes: 256 * 1024 }));
    const small = flushes.flat().filter(({ sender }) => sender === 'small').length;
    const large = flushes.flat().length - small;
    expect(large).toBeGreaterThanOrEqual(3);
    expect(small).toBeGreaterThan(250);
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

  test('fills a flush until nobody who is next fits, keeps to its bounds, and to the order of each sender', () => {
    const request = fc.record({
      sender: fc.constantFrom('a', 'b', 'c', 'd'),
      rows: fc.integer({ min: 1, max: 12 }),
      bytes: fc.integer({ min: 1, max: 60 }),
    });
    const most = { rows: 10, bytes: 50 };
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
        const items = requests.map((one, at) => ({ ...one, at }));
        const queue = new FairQueue<ReturnType<typeof item>>(10_000);
        for (const one of items) queue.push(one);
        const waiting = new Map(['a', 'b', 'c', 'd'].map((name) => [name, items.filter((one) => one.sender === name)]));
        while (!queue.isEmpty) {
          const taken = queue.take(most);
          for (const one of taken) expect(waiting.get(one.sender)?.shift()).toBe(one);
          const sum = (of: 'rows' | 'bytes') => taken.reduce((total, one) => total + one[of], 0);
          expect(taken.length === 1 || (sum('rows') <= 10 && sum('bytes') <= 50)).toBe(true);
          const next = [...waiting.values()].flatMap(([first]) => first ?? []);
          expect(next.filter((one) => sum('rows') + one.rows <= 10 && sum('bytes') + one.bytes <= 50)).toEqual([]);
        }
        expect([...waiting.values()].flat()).toEqual([]);
      }),
    );
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
