import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Batcher } from '#server/conversations/ingest/batcher.ts';
import type { Refusal } from '#server/conversations/ingest/refusal.ts';
import { rowOf } from '#test/row.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('beside a sender that catches up in arrays, another has every single turn stored, and soon', async () => {
  let stored = 0;
  const batcher = new Batcher({
    limits: { inFlight: 1 },
    write: async (rows) => {
      await new Promise((resolve) => setTimeout(resolve, 10 + rows.length / 10));
      stored += rows.length;
      return { outcomes: rows.map(() => 'stored') };
    },
    probe: () => Promise.resolve(),
  });
  const send = (sender: string, count: number) => {
    const rows = Array.from({ length: count }, () => rowOf(sender));
    return batcher.add(sender, rows, count * 200).catch((error: Refusal) => error);
  };
  const catchUp = (): unknown => send('arrays', 500).then(catchUp);
  for (let at = 0; at < 4; at++) catchUp();
  const waits: number[] = [];
  const refused: unknown[] = [];
  for (let at = 0; at < 250; at++) {
    const sent = performance.now();
    void send('singles', 1).then((answer) => {
      if ('status' in answer) refused.push(answer.status);
      else waits.push(performance.now() - sent);
    });
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(refused).toEqual([]);
  expect(waits.length).toBeGreaterThan(230);
  expect(Math.max(...waits)).toBeLessThan(200);
  expect(stored - waits.length).toBeGreaterThan(15_000);
});
