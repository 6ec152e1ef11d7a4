import { afterEach, expect, test, vi } from 'vitest';
import type { MonitorMessage } from '#lib/monitoring/message.ts';
import { setEnvironment } from '#server/core/env.ts';
import { ownPartOf, partOf } from '#server/monitoring/sampler/part.ts';
import { Sampler } from '#server/monitoring/sampler/sampler.ts';
import { withDatabase } from '#test/database.ts';
import { withMonitorLogin } from '#test/monitor-login.ts';

vi.setConfig({ testTimeout: 40_000 });
const SOON = { timeout: 12_000 };
const database = withDatabase();
const login = withMonitorLogin(database);
const running: Sampler[] = [];

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(running.splice(0).map((sampler) => sampler.stop()));
});

/** Where a URL of the monitor leads, with the login and the database that are right unless others are given; no password is asked for on a server that trusts. */
function monitorUrl({ name = login.name, path = database.connection().database } = {}): string {
  const { host, port } = database.connection();
  return `postgres://${name}:monitors@localhost:${port}/${path}?host=${encodeURIComponent(host)}`;
}

function start(): MonitorMessage[] {
  const sent: MonitorMessage[] = [];
  const asking = partOf({ name: 'asking', everySeconds: 0.2, read: async () => ({ ok: true, value: 1 }) }, () => [], {
    label: 'asking',
    keys: [],
  });
  const own = ownPartOf({ name: 'own', everySeconds: 0.2, read: async () => ({ ok: true, value: 3 }) }, () => [], {
    label: 'own',
    keys: [],
  });
  const keep = { sample() {}, verdict() {}, forget() {}, async close() {} };
  const sampler = new Sampler({ parts: [asking, own], send: (message) => sent.push(message), keep });
  running.push(sampler);
  sampler.start();
  return sent;
}

const verdictOf = (sent: readonly MonitorMessage[]) => sent.findLast((message) => message.kind === 'verdict')?.verdict;
const toldIn = (sent: readonly MonitorMessage[]) =>
  verdictOf(sent)?.causes.map(({ key, severity, sentence, step }) => [key, severity, sentence, step]);
const inAMinute = () => vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });

test('a login of the monitor that is refused is told after a minute, with why and what to do, until it is let in', async () => {
  setEnvironment({ MONITOR_DATABASE_URL: monitorUrl({ name: 'before_it_was_changed' }) });
  const sent = start();
  const sentence = 'The monitor sees nothing of Postgres: the login of MONITOR_DATABASE_URL is refused.';
  await expect.poll(() => verdictOf(sent)?.blind, SOON).toBe(sentence);
  expect(toldIn(sent)).toEqual([]);
  inAMinute();
  const step = 'Put the right name and password into MONITOR_DATABASE_URL and start the console anew.';
  await expect.poll(() => toldIn(sent), SOON).toEqual([['monitor:blind', 'warn', sentence, step]]);
  setEnvironment({ MONITOR_DATABASE_URL: monitorUrl() });
  await expect.poll(() => verdictOf(sent)?.blind, SOON).toBeUndefined();
  await expect.poll(() => toldIn(sent), SOON).toEqual([]);
});

test('a database of the monitor that is gone is told as that', async () => {
  setEnvironment({ MONITOR_DATABASE_URL: monitorUrl({ path: 'dropped_yesterday' }) });
  const sent = start();
  const sentence = 'The monitor sees nothing of Postgres: the database that MONITOR_DATABASE_URL names is not there.';
  await expect.poll(() => verdictOf(sent)?.blind, SOON).toBe(sentence);
});

test('an address of the monitor’s own at which nothing answers is told as that, with what to mend, and Postgres is not blamed', async () => {
  const address = '127.0.0.1:1';
  setEnvironment({ MONITOR_DATABASE_URL: `postgres://${login.name}:monitors@${address}/anything` });
  const sent = start();
  const sentence = `The monitor sees nothing of Postgres: MONITOR_DATABASE_URL leads to ${address}, where nothing listens; Postgres does answer the console itself.`;
  await expect.poll(() => verdictOf(sent)?.blind, SOON).toBe(sentence);
  expect(toldIn(sent)).toEqual([]);
  inAMinute();
  const step =
    "Put the host and port of the console's own database into MONITOR_DATABASE_URL and start the console anew.";
  await expect.poll(() => toldIn(sent), SOON).toEqual([['monitor:blind', 'warn', sentence, step]]);
  expect(JSON.stringify(sent)).not.toContain('monitors');
});

test('a login of the monitor that may have no more connections is told as that, and the server is not called full', async () => {
  setEnvironment({ MONITOR_DATABASE_URL: monitorUrl() });
  await login.asSuperuser(`alter role ${login.name} connection limit 0`);
  const sent = start();
  const sentence =
    'The monitor sees nothing of Postgres: the login of MONITOR_DATABASE_URL has all the connections it may have.';
  await expect.poll(() => verdictOf(sent)?.blind, SOON).toBe(sentence);
  inAMinute();
  const step = `Let it have 5: ALTER ROLE ${login.name} CONNECTION LIMIT 5;`;
  await expect.poll(() => toldIn(sent), SOON).toEqual([['monitor:blind', 'warn', sentence, step]]);
  await login.asSuperuser(step.slice('Let it have 5: '.length));
  await expect.poll(() => toldIn(sent), SOON).toEqual([]);
});

test('a database that is not the console’s leaves every part that asks it blind, with where it leads', async () => {
  setEnvironment({ MONITOR_DATABASE_URL: monitorUrl({ path: 'postgres' }) });
  const sent = start();
  const where = `MONITOR_DATABASE_URL leads to database postgres of this server; it must be ${database.connection().database}, which the console uses.`;
  await expect.poll(() => verdictOf(sent)?.blind, SOON).toBe(`The monitor sees nothing of Postgres: ${where}`);
  const panels = sent.flatMap((message) => (message.kind === 'panel' ? [[message.name, message.panel]] : []));
  expect(new Map(panels.map(([name, panel]) => [name, panel]))).toEqual(
    new Map([
      ['asking', expect.objectContaining({ state: 'blind', reason: where })],
      ['own', expect.objectContaining({ state: 'measured' })],
    ]),
  );
});
