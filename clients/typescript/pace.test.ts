import { expect, test } from 'vitest';
import { settingsOf } from './options.ts';
import { Pace } from './pace.ts';

const make = () =>
  new Pace(settingsOf({ url: 'http://localhost', apiKey: 'k', awayAfterMs: 100, backOff: { baseMs: 8, capMs: 64 } }));

test('away is who has not answered well for a while since an answer was due', () => {
  const pace = make();
  expect(pace.noticeAbsence(1e9)).toBe(false);
  pace.begin(1000);
  expect(pace.noticeAbsence(1099)).toBe(false);
  pace.succeed(1050, 1000);
  expect(pace.noticeAbsence(1149)).toBe(false);
  pace.fail(1100, 1060, null);
  expect(pace.noticeAbsence(1150)).toBe(true);
  expect([pace.away, pace.noticeAbsence(1151)]).toEqual([true, false]);
  pace.succeed(1200, 1150);
  expect([pace.away, pace.failing, pace.resumeAt]).toEqual([false, false, 0]);
});

test('requests that failed together are one failure', () => {
  const pace = make();
  const waits = Array.from({ length: 200 }, () => {
    const one = make();
    for (let n = 0; n < 5; n += 1) one.fail(1000, 900, null);
    return one.resumeAt - 1000;
  });
  expect(Math.max(...waits)).toBeLessThanOrEqual(8);
  pace.fail(1000, 900, 5000);
  expect(pace.resumeAt).toBeGreaterThanOrEqual(6000);
  expect(pace.resumeAt).toBeLessThanOrEqual(6008);
});

test('a success beside a refusal leaves the wait that the server asked for', () => {
  const pace = make();
  pace.begin(1000);
  pace.fail(1010, 1000, 5000);
  pace.succeed(1020, 1005);
  expect(pace.resumeAt).toBeGreaterThanOrEqual(6010);
  expect([pace.failing, pace.away, pace.awayAt]).toEqual([true, false, 1120]);
  pace.succeed(6100, 6050);
  expect([pace.failing, pace.resumeAt]).toEqual([false, 0]);
});

test('after a request that was too large they grow again slowly', () => {
  const pace = make();
  pace.halve(800_000);
  expect(pace.bytesLimit).toBe(400_000);
  pace.succeed(1, 0);
  expect(pace.bytesLimit / 440_000).toBeCloseTo(1, 3);
  for (let n = 0; n < 20; n += 1) pace.succeed(1, 0);
  expect(pace.bytesLimit).toBe(900_000);
});
