import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { every } from '#server/core/jobs/every.ts';

test('runs at once and again, never twice at a time, goes on after a failure, and stops when told', async () => {
  let runs = 0;
  let atOnce = 0;
  let most = 0;
  const repeating = every(0.01, 'test', async () => {
    runs += 1;
    atOnce += 1;
    most = Math.max(most, atOnce);
    await pause(15);
    atOnce -= 1;
    if (runs === 2) throw new Error('once');
  });
  await expect.poll(() => runs, { timeout: 2000 }).toBeGreaterThan(3);
  await repeating.stop();
  const after = runs;
  await pause(60);
  expect(runs).toBe(after);
  expect(most).toBe(1);
  expect(atOnce).toBe(0);
});

test('what is seldom due is tried again soon after a failure', async () => {
  let runs = 0;
  const repeating = every(
    3_600,
    'test',
    async () => {
      runs += 1;
      if (runs < 3) throw new Error('away');
    },
    0.01,
  );
  await expect.poll(() => runs, { timeout: 2000 }).toBe(3);
  await pause(60);
  expect(runs).toBe(3);
  await repeating.stop();
});
