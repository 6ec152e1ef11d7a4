import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { laneOf } from '#server/core/jobs/lane.ts';

test('pieces run one at a time, in order, also behind one that failed', async () => {
  const lane = laneOf({ restMs: 1 });
  const seen: string[] = [];
  const piece = (name: string, fails: boolean) =>
    lane(async () => {
      seen.push(`${name} begins`);
      await pause(5);
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const [a, b, c] = await Promise.allSettled([piece('a', false), piece('b', true), piece('c', false)]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(a).toEqual({ status: 'fulfilled', value: 'a' });
  expect(b.status).toBe('rejected');
  expect(c).toEqual({ status: 'fulfilled', value: 'c' });
});

const took = async (lane: ReturnType<typeof laneOf>) => {
  await lane(() => pause(60));
  const ended = performance.now();
  await lane(async () => {});
  return performance.now() - ended;
};

test('the rest is as long as the piece where the processors were busy meanwhile', async () => {
  let passed = 0;
  const machine = (share: number) => () => ({ used: (passed += 100) * share, passed });
  expect(await took(laneOf({ restMs: 1, processors: machine(0.95) }))).toBeGreaterThan(45);
  expect(await took(laneOf({ restMs: 1, processors: machine(0.5) }))).toBeLessThan(45);
});
