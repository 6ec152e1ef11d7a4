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

test('the rest is as long as the piece where the processors were busy meanwhile', async () => {
  const restsOf = async (share: number) => {
    const rests: number[] = [];
    let passed = 0;
    const processors = () => {
      passed += 100;
      return { used: passed * share, passed };
    };
    const lane = laneOf({ restMs: 1, processors, pause: async (milliseconds) => rests.push(milliseconds) });
    await lane(() => pause(30));
    await lane(async () => {});
    return rests[0];
  };
  expect(await restsOf(0.95)).toBeGreaterThan(25);
  expect(await restsOf(0.5)).toBe(1);
});
