import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeSwitchboard } from '#clients/typescript/fake-switchboard.ts';
import { type Arrivals, postLoad, sendAt } from './turns-load.ts';

let server: FakeSwitchboard;

beforeEach(async () => {
  server = await FakeSwitchboard.start();
});

afterEach(() => server.stop());

const post = (arrivals: Arrivals, turnsPerRequest = 1) =>
  postLoad({ url: server.url, key: 'sb_test', seed: 1, turnsPerRequest, arrivals });

test('open arrivals: every request is accounted for, the warm-up apart', async () => {
  server.fault = (request) => (request % 10 === 9 ? { status: 429 } : 'none');
  let seen = -1;
  const arrivals = { kind: 'open', perSecond: 400, seconds: 0.5, warmSeconds: 0.25 } as const;
  const plan = { url: server.url, key: 'sb_test', seed: 1, turnsPerRequest: 1, arrivals };
  const report = await postLoad(plan, () => (seen = server.requests.length));
  const { requests, stored, refused } = report;
  expect(requests).toBeGreaterThan(150);
  expect(requests).toBeLessThan(250);
  expect(stored + (refused['429'] ?? 0)).toBe(requests);
  expect(server.requests.length).toBeGreaterThan(requests);
  expect(seen).toBeGreaterThan(0);
  expect(report.ack.p50).toBeGreaterThan(0);
  expect(report.processorPercent).toBeGreaterThan(0);
});

test('closed arrivals: so many at a time, batches of the size asked', async () => {
  const report = await post({ kind: 'closed', atOnce: 3, requests: 20, warmRequests: 4 }, 50);
  expect(report).toMatchObject({ requests: 20, stored: 1000, duplicates: 0, invalid: 0, unknown: 0, unsent: 0 });
  expect(server.stored.size).toBe(1200);
  expect(server.mostOpen).toBeLessThanOrEqual(3);
  expect(new Set(server.requests.map(({ ids }) => ids.length))).toEqual(new Set([50]));
});

test('answers that do not come are told apart', async () => {
  server.fault = () => 'before';
  expect(await post({ kind: 'closed', atOnce: 1, requests: 3, warmRequests: 0 })).toMatchObject({
    unknown: 3,
    stored: 0,
  });
  await server.stop();
  expect(await post({ kind: 'closed', atOnce: 1, requests: 3, warmRequests: 0 })).toMatchObject({ unsent: 3 });
  server = await FakeSwitchboard.start();
});

test('what comes late because the sender was held up counts from when it was meant to go', async () => {
  const waits: number[] = [];
  const held = 60;
  await sendAt([0, 5, 10], async (index, meantFor) => {
    waits.push(performance.now() - meantFor);
    const until = performance.now() + held;
    if (index === 0) while (performance.now() < until);
  });
  expect(waits[0]).toBeLessThan(waits[1] ?? 0);
  expect(waits[1]).toBeGreaterThanOrEqual(held - 5);
  expect(waits[2]).toBeGreaterThanOrEqual(held - 10);
});
