import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { latestWish } from '#lib/latest-wish.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

it('asks at most five times for fifteen letters at 30 ms with 200 ms latency, and ends with the last', async () => {
  const asked: string[] = [];
  const delivered: string[] = [];
  const wishes = latestWish(
    (text: string) => {
      asked.push(text);
      return after(200, text);
    },
    (answer) => delivered.push(answer),
    () => undefined,
  );
  const whole = 'robert martwick';
  for (let letters = 1; letters <= whole.length; letters += 1) {
    wishes.wish(whole.slice(0, letters));
    await vi.advanceTimersByTimeAsync(30);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.length).toBeLessThanOrEqual(5);
  expect(delivered.at(-1)).toBe(whole);
});

it('tells of a failure only when nothing newer is wished for', async () => {
  const failures: string[] = [];
  const wishes = latestWish(
    async (text: string) => {
      await after(100, text);
      throw new Error(text);
    },
    () => undefined,
    (_error, wish) => failures.push(wish),
  );
  wishes.wish('a');
  wishes.wish('b');
  await vi.advanceTimersByTimeAsync(500);
  expect(failures).toEqual(['b']);
});

it('delivers nothing after it was stopped', async () => {
  const delivered: string[] = [];
  const wishes = latestWish(
    (text: string) => after(100, text),
    (answer) => delivered.push(answer),
    () => undefined,
  );
  wishes.wish('a');
  wishes.stop();
  await vi.advanceTimersByTimeAsync(500);
  expect(delivered).toEqual([]);
});
