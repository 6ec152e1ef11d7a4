import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withinLoop } from './loop-timeout.ts';

test('a stall of the event loop is no silence of what is waited for', async () => {
  const stalled = await withinLoop(900, async (signal) => {
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    await pause(0);
    return signal.aborted;
  });
  expect(stalled).toBe(false);
});

test('what does not answer is given up', async () => {
  const work = withinLoop(90, (signal) => new Promise((_, reject) => signal.addEventListener('abort', reject)));
  await expect(work).rejects.toMatchObject({ type: 'abort' });
});
