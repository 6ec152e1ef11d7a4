import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeSwitchboard, type Fault, until } from './fake-switchboard.ts';
import { createSender } from './sender.ts';

const fault = fc.constantFrom<Fault>(
  ...(['none', 'before', 'after', 'hang', 'garbage'] as const),
  ...[429, 503, 500, 401].map((status) => ({ status })),
  { status: 429, retryAfter: '0' },
);

test('whatever goes wrong, each turn sent is stored once under one id, and what is told is true', async () => {
  const story = fc.record({
    faults: fc.array(fault, { maxLength: 25 }),
    turns: fc.integer({ min: 1, max: 60 }),
    spooled: fc.boolean(),
    mostBytes: fc.constantFrom(600, 1_000_000),
    maxBatch: fc.integer({ min: 1, max: 20 }),
    maxInFlight: fc.integer({ min: 1, max: 4 }),
    maxQueueBytes: fc.constantFrom(1500, 1_000_000),
    restartAfter: fc.option(fc.integer({ min: 0, max: 60 })),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ faults, turns, spooled, restartAfter, maxQueueBytes, mostBytes, ...limits }) => {
      const server = await FakeSwitchboard.start();
      const folder = mkdtempSync(join(tmpdir(), 'switchboard-spool-'));
      server.mostBytes = mostBytes;
      server.fault = (request) => faults[request] ?? 'none';
      const make = () =>
        createSender({
          ...{ url: server.url, apiKey: 'sb_test', ...limits },
          ...(spooled ? { spoolDirectory: folder, maxQueueBytes } : {}),
          ...{ lingerMs: [0, 2] as const, timeoutMs: 15, awayAfterMs: 10, refusedRetryMs: 3 },
          backOff: { baseMs: 1, capMs: 4 },
        });
      const ids = new Map<string, string>();
      const told: Promise<{ event_id: string; status: string }>[] = [];
      let sender = make();
      const hasRoom = () => !spooled || (sender.stats().spoolOpen && sender.stats().spoolPendingBytes < 1000);
      for (let n = 0; n < turns; n += 1) {
        if (spooled && n === restartAfter) {
          await sender.close(0);
          sender = make();
        }
        await until(hasRoom, 1);
        const turn = { session_id: 's', user_message: `q${n}`, assistant_response: 'a' };
        if (n % 3 === 0) told.push(sender.sendAndWait(turn));
        else ids.set(turn.user_message, sender.send(turn));
        if (n % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      try {
        expect(await sender.flush(20_000)).toBe(true);
        expect(sender.stats().dropped).toBe(0);
        // One id a question, so one row a question.
        expect(server.questions).toEqual(Array.from({ length: turns }, (_, n) => `q${n}`).sort());
        for (const [question, id] of ids) expect(server.stored.get(id)?.user_message).toBe(question);
        for (const { event_id, status } of await Promise.all(told)) {
          expect(['stored', 'duplicate', 'spooled']).toContain(status);
          expect(server.stored.has(event_id)).toBe(true);
        }
      } finally {
        await sender.close(0);
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 60 },
  );
});
