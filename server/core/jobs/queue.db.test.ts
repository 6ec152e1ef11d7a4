import { afterAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { defineJob } from '#server/core/jobs/define.ts';
import { enqueue } from '#server/core/jobs/queue.ts';
import { registered, startWorking } from '#server/core/jobs/work.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const done: number[] = [];
let working: { stop(): Promise<void> } | undefined;
afterAll(() => working?.stop());

const count = defineJob({
  name: 'test.count',
  input: z.object({ n: z.number() }),
  run: async ({ n }) => {
    done.push(n);
    if (n === 2 && done.filter((one) => one === 2).length < 2) throw new Error('the first time always fails');
  },
  retries: 1,
  retrySeconds: 0,
});
const alone = defineJob({ name: 'test.alone', input: z.object({}), run: async () => {}, exclusive: true });

it('does what was queued, before it started and after, and tries again what failed', async () => {
  await enqueue(count, { n: 1 });
  working = await startWorking(mainPool(), [registered(count)]);
  await enqueue(count, { n: 2 });
  await vi.waitFor(() => expect([...done].sort()).toEqual([1, 2, 2]), { timeout: 14_000, interval: 100 });
}, 20_000);

it('refuses an input that does not fit', async () => {
  await expect(enqueue(count, { n: Number.NaN })).rejects.toThrow();
});

it('queues an exclusive job once for each key', async () => {
  expect(await enqueue(alone, {}, { key: 'a' })).not.toBeNull();
  expect(await enqueue(alone, {}, { key: 'a' })).toBeNull();
  expect(await enqueue(alone, {}, { key: 'b' })).not.toBeNull();
});
