import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { countAnswers } from './count.ts';

const KEYS = 2_000_000;
const STEP = 20_000;
/** Two million keys by themselves take ten times that. */
const HELD_AT_MOST = 20 * 1_024 ** 2;

/** Two knowledge bases, the second a tenth of the keys. Each step gives the last keys of the step before once more, as Redis may. */
const keyOf = (index: number) =>
  `lightrag:${index % 10 === 0 ? 'it' : 'handbook'}:query:${index.toString(16).padStart(32, '0')}`;
function scan(cursor: string): [string, string[]] {
  const from = Number(cursor);
  const again = Math.max(0, from - STEP / 10);
  const next = from + STEP;
  return [next >= KEYS ? '0' : String(next), Array.from({ length: next - again }, (_, index) => keyOf(again + index))];
}

/** Each entry takes 100 bytes, never ends, and was not used for 0 to 999 seconds. */
function pipeline() {
  const answers: [null, number][] = [];
  const asks = {
    memory: () => answer(100),
    object: (_: string, key: string) => answer(Number.parseInt(key.slice(-8), 16) % 1_000),
    ttl: () => answer(-1),
    exec: async () => answers,
  };
  function answer(value: number) {
    answers.push([null, value]);
    return asks;
  }
  return asks;
}

const redis = { dbsize: async () => KEYS, scan: async (cursor: string) => scan(cursor), pipeline } as unknown as Redis;

test('two million answers are counted in memory that does not grow with them', { timeout: 180_000 }, async () => {
  const before = held();
  let after = Number.NaN;
  const counted = await countAnswers(redis, new AbortController().signal, async (seen, total) => {
    // The last step: a walk takes each for 500 keys.
    if (total === KEYS && seen === (500 * KEYS) / STEP) after = held();
  });
  expect(after - before).toBeLessThan(HELD_AT_MOST);
  expect(counted).toMatchObject({ others: 0, isExact: true });
  const [handbook, it] = counted.bases;
  expect(handbook).toMatchObject({ name: 'handbook', entries: 1_800_000, bytes: 180_000_000, endless: 1_800_000 });
  expect(it).toMatchObject({ name: 'it', entries: 200_000, unusedLongest: 990 });
  expect(handbook?.unusedLongest).toBe(999);
  // The middle of a thousand drawn lies within this with 1 - 1e-9.
  expect(handbook?.unusedMedian).toBeGreaterThan(400);
  expect(handbook?.unusedMedian).toBeLessThan(600);
});

/** Bytes of the heap that somebody holds. */
function held(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
