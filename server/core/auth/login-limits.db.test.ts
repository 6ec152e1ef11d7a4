import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Attempt, admit, delayFor, forgive } from '#server/core/auth/login-limits.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const start = new Date('2026-11-24T08:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const attempt = (facts: Partial<Attempt> = {}): Attempt => ({
  step: 'password',
  account: `${randomUUID()}@example.org`,
  network: randomUUID(),
  browser: null,
  ...facts,
});

async function failTimes(times: number, one: Attempt, now = start) {
  for (let index = 0; index < times; index += 1) expect(await admit(one, now)).toMatchObject({ admitted: true });
}

it('lets five failures pass, then doubles the wait from 30 s to 15 min', async () => {
  const one = attempt();
  await failTimes(5, one);
  let now = start;
  for (const seconds of [30, 60, 120, 240, 480, 900, 900]) {
    expect(await admit(one, now)).toEqual({ admitted: false, retryAfterSeconds: seconds });
    const early = new Date(now.getTime() + seconds * 1000 - 1);
    expect(await admit(one, early)).toEqual({ admitted: false, retryAfterSeconds: 1 });
    now = new Date(now.getTime() + seconds * 1000);
    expect(await admit(one, now)).toMatchObject({ admitted: true });
  }
});

it('starts anew after a good attempt', async () => {
  const one = attempt();
  await failTimes(4, one);
  await failTimes(1, one);
  await forgive(one, after(1));
  await failTimes(5, one, after(2));
});

it('lets in five of fifty at once', async () => {
  const one = attempt();
  const admissions = await Promise.all(Array.from({ length: 50 }, () => admit(one, start)));
  expect(admissions.filter((admission) => admission.admitted)).toHaveLength(5);
});

it('lets another network in while one waits', async () => {
  const one = attempt();
  await failTimes(5, one);
  expect(await admit({ ...one, network: 'another' }, start)).toMatchObject({ admitted: true });
});

it('stops a network after 50 failures over any accounts, for the rest of the hour', async () => {
  const network = randomUUID();
  for (let index = 0; index < 50; index += 1) await failTimes(1, attempt({ network }));
  expect(await admit(attempt({ network }), after(60))).toEqual({ admitted: false, retryAfterSeconds: 3540 });
  expect(await admit(attempt({ network }), after(3600))).toMatchObject({ admitted: true });
});

it('does not count an attempt against the account when its network is stopped', async () => {
  const network = randomUUID();
  for (let index = 0; index < 50; index += 1) await failTimes(1, attempt({ network }));
  const victim = attempt({ network });
  for (let index = 0; index < 9; index += 1) expect(await admit(victim, start)).toMatchObject({ admitted: false });
  await failTimes(5, { ...victim, network: 'elsewhere' });
});

it('delays an account that is guessed from everywhere by at most 5 s, and never refuses it', async () => {
  const account = 'victim@example.org';
  const delays: number[] = [];
  for (let index = 0; index < 30; index += 1) {
    const admission = await admit(attempt({ account }), start);
    delays.push(admission.admitted ? admission.delayMs : Number.NaN);
  }
  expect(delays.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
  expect(delays.slice(10, 16)).toEqual([250, 500, 1000, 2000, 4000, 5000]);
  expect(Math.max(...delays)).toBe(5000);
});

it('stops six digits from strange browsers after 20 an hour, and neither a known browser nor a recovery code', async () => {
  const account = randomUUID();
  for (let index = 0; index < 20; index += 1) await failTimes(1, attempt({ step: 'code', account }));
  const stranger = attempt({ step: 'code', account });
  expect(await admit(stranger, after(60))).toEqual({ admitted: false, retryAfterSeconds: 3540 });
  expect(await admit({ ...stranger, browser: randomUUID() }, after(60))).toEqual({ admitted: true, delayMs: 0 });
  expect(await admit({ ...stranger, step: 'recovery' }, after(60))).toMatchObject({ admitted: true });
  expect(await admit(stranger, after(3600))).toMatchObject({ admitted: true });
});

it('does not delay a browser that signed in before, nor stop it with its network, but gives it five of its own', async () => {
  const account = 'known@example.org';
  const network = randomUUID();
  for (let index = 0; index < 50; index += 1)
    await admit(attempt({ account, network: index < 25 ? network : randomUUID() }), start);
  const known = attempt({ account, network, browser: randomUUID() });
  for (let index = 0; index < 5; index += 1) expect(await admit(known, start)).toEqual({ admitted: true, delayMs: 0 });
  expect(await admit(known, start)).toEqual({ admitted: false, retryAfterSeconds: 30 });
});

it('never delays by more than 5 s', () => {
  expect([0, 10, 11, 1000].map(delayFor)).toEqual([0, 0, 250, 5000]);
});
