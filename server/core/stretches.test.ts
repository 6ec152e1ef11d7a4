import { afterEach, expect, test, vi } from 'vitest';
import { inStretches } from './stretches.ts';

afterEach(() => vi.restoreAllMocks());

/** What is done to 1 to 6 when each takes so long by the clock, and when what waits gets its turn. */
async function order(millisecondsEach: number): Promise<(number | string)[]> {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const done: (number | string)[] = [];
  setImmediate(() => done.push('another'));
  await inStretches([1, 2, 3, 4, 5, 6], (one) => {
    clock += millisecondsEach;
    done.push(one);
  });
  return done;
}

test('what takes long gives way in between, in its order', async () => {
  expect(await order(6)).toEqual([1, 2, 'another', 3, 4, 5, 6]);
  expect(await order(60)).toEqual([1, 'another', 2, 3, 4, 5, 6]);
});

test('what is done soon is done at once', async () => {
  expect(await order(1)).toEqual([1, 2, 3, 4, 5, 6]);
});
