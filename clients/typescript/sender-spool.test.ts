import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeSwitchboard, until } from './fake-switchboard.ts';
import { createSender, type Problem, type Sender, type SenderOptions } from './sender.ts';

let server: FakeSwitchboard;
let folder: string;
let senders: Sender[] = [];
const problems: Problem[] = [];

beforeEach(async () => {
  server = await FakeSwitchboard.start();
  folder = mkdtempSync(join(tmpdir(), 'switchboard-spool-'));
  problems.length = 0;
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(senders.map((sender) => sender.close(0)));
  senders = [];
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function make(options: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({
    url: server.url,
    apiKey: 'sb_test',
    spoolDirectory: folder,
    lingerMs: [1, 20],
    awayAfterMs: 30,
    backOff: { baseMs: 1, capMs: 5 },
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  senders.push(sender);
  return sender;
}

const turn = (user_message: string) => ({ session_id: 's', user_message, assistant_response: 'a' });
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `q${String(n).padStart(5, '0')}`);
const files = () => readdirSync(folder).filter((name) => name.endsWith('.turns'));

test('while the server is away turns go to disk, in order, and leave it when they are acknowledged', async () => {
  server.fault = () => ({ status: 503 });
  const sender = make();
  for (const name of numbered(30)) sender.send(turn(name));
  await until(() => sender.stats().spooled === 30);
  const { queued, away } = sender.stats();
  expect({ queued, away }).toEqual({ queued: 0, away: true });
  expect(problems).toEqual([{ kind: 'away', message: 'Switchboard has not taken a turn for 30 ms.' }]);
  const waited = sender.sendAndWait(turn('q00030'));
  await until(() => sender.stats().spooled === 31);
  server.fault = () => 'none';
  expect(await sender.flush()).toBe(true);
  expect([...server.stored.values()].map((one) => one.user_message)).toEqual(numbered(31));
  expect(await waited).toMatchObject({ status: 'stored' });
  await until(() => files().length === 0);
  expect(sender.stats()).toMatchObject({ away: false, stored: 31, dropped: 0, spoolBytes: 0 });
});

test('a proxy that answers 400 costs no turn, neither of memory nor of disk', async () => {
  const page = '<html>The plain HTTP request was sent to HTTPS port</html>';
  server.fault = () => ({ status: 400, page });
  const rejected: unknown[] = [];
  const sender = make({ refusedRetryMs: 5, onRejected: (one) => rejected.push(one) });
  for (const name of numbered(30)) sender.send(turn(name));
  await until(() => sender.stats().spooled === 30);
  expect(problems[0]).toEqual({ kind: 'refused', message: 'Switchboard refuses our turns: the server answered 400' });
  server.fault = () => 'none';
  expect(await sender.flush()).toBe(true);
  expect(server.questions).toEqual(numbered(30));
  expect(rejected).toEqual([]);
});

test('a server that hangs is noticed before its time is up', async () => {
  server.fault = () => 'hang';
  const sender = make({ maxInFlight: 1, maxBatch: 1 });
  for (const name of numbered(5)) sender.send(turn(name));
  await until(() => sender.stats().spooled === 4);
  expect(sender.stats().requestsUnderWay).toBe(1);
});

test('what memory cannot hold goes to disk although the server answers', async () => {
  server.fault = (request) => (request === 0 ? 'hang' : 'none');
  const sender = make({ maxQueueBytes: 1000, maxInFlight: 1, timeoutMs: 300, awayAfterMs: 60_000 });
  await until(() => sender.stats().spoolOpen);
  for (const name of numbered(100)) {
    sender.send(turn(name));
    await until(() => sender.stats().spoolPendingBytes === 0, 1);
  }
  expect(await sender.flush()).toBe(true);
  expect(server.questions).toEqual(numbered(100));
  expect(sender.stats().spooled).toBeGreaterThan(0);
  expect(sender.stats()).toMatchObject({ away: false, dropped: 0 });
});

test('close keeps on disk what is unsent or unanswered, and the next sender delivers it under the same ids', async () => {
  server.fault = () => 'after';
  const before = make({ awayAfterMs: 60_000 });
  const outcomes = numbered(10).map((name) => before.sendAndWait(turn(name)));
  await until(() => server.stored.size > 0);
  await before.close(0);
  expect(await Promise.all(outcomes)).toEqual(Array(10).fill(expect.objectContaining({ status: 'spooled' })));
  expect(before.stats()).toMatchObject({ dropped: 0, spooled: 10 });
  server.fault = () => 'none';
  const after = make();
  expect(await after.flush()).toBe(true);
  expect(server.questions).toEqual(numbered(10));
  await until(() => files().length === 0);
});

test('close without a spool tells what it loses', async () => {
  server.fault = () => ({ status: 503 });
  const sender = make({ spoolDirectory: undefined });
  const outcome = sender.sendAndWait(turn('q'));
  await sender.close(20);
  expect(await outcome).toMatchObject({ status: 'dropped' });
  expect(problems.at(-1)?.message).toBe('1 turns are lost so far: the sender was closed before they could be sent.');
});

test('when disk and memory are full the newest are dropped, counted and told', async () => {
  server.fault = () => ({ status: 503 });
  const sender = make({ maxSpoolBytes: 3000, maxQueueBytes: 2000 });
  sender.send(turn('q00000'));
  await until(() => sender.stats().away && sender.stats().spooled === 1);
  for (const name of numbered(100).slice(1)) sender.send(turn(name));
  await until(() => sender.stats().spoolPendingBytes === 0);
  const { dropped, spoolBytes, queuedBytes } = sender.stats();
  expect(dropped).toBeGreaterThan(50);
  expect(spoolBytes).toBeLessThanOrEqual(3000);
  expect(queuedBytes).toBeLessThanOrEqual(2000);
  expect(problems.map(({ kind }) => kind)).toContain('dropped');
  server.fault = () => 'none';
  expect(await sender.flush()).toBe(true);
  expect(server.questions).toEqual(numbered(100 - dropped));
});

test('what a failing disk did not take is delivered from memory, and lost at close only', async () => {
  server.fault = () => ({ status: 503 });
  const sender = make();
  sender.send(turn('q00000'));
  await until(() => sender.stats().away && sender.stats().spooled === 1);
  const handle = await open(join(folder, files()[0] ?? ''));
  await handle.close();
  vi.spyOn(Object.getPrototypeOf(handle), 'datasync').mockRejectedValue(new Error('no space left'));
  sender.send(turn('q00001'));
  await until(() => problems.at(-1)?.kind === 'spool' && sender.stats().queued === 1);
  server.fault = () => 'none';
  await until(() => server.questions.includes('q00001'));
  await sender.close();

  const closed = make();
  server.fault = () => ({ status: 503 });
  closed.send(turn('q00002'));
  await until(() => closed.stats().away && closed.stats().spoolOpen);
  const outcome = closed.sendAndWait(turn('q00003'));
  await closed.close();
  expect(await outcome).toMatchObject({ status: 'dropped' });
});

test('a file of the spool that cannot be read is told once and holds up neither what is behind it nor what comes', async () => {
  server.fault = () => ({ status: 503 });
  const before = make();
  before.send(turn('q00000'));
  await before.close(0);
  mkdirSync(join(folder, '000000000000.turns'));
  const sender = make();
  await until(() => problems.some(({ kind }) => kind === 'spool'));
  sender.send(turn('q00001'));
  await until(() => sender.stats().spooled === 1);
  server.fault = () => 'none';
  expect(await sender.flush()).toBe(true);
  expect(server.questions).toEqual(numbered(2));
  const told = problems.filter(({ kind }) => kind === 'spool').map(({ message }) => message);
  expect(told).toEqual([expect.stringMatching(/000000000000\.turns cannot be read: EISDIR/)]);
  await until(() => files().length === 1);
});

test('a damaged turn on disk costs no other; its file is told and kept', async () => {
  server.fault = () => ({ status: 503 });
  const before = make();
  for (const name of numbered(3)) before.send(turn(name));
  await before.close(0);
  const [name = ''] = files();
  const content = readFileSync(join(folder, name));
  content[8] = 0;
  writeFileSync(join(folder, name), content);
  server.fault = () => 'none';
  const sender = make();
  expect(await sender.flush()).toBe(true);
  expect(server.questions).toEqual(numbered(3).slice(1));
  expect(problems.at(-1)).toEqual({
    kind: 'damaged',
    message: expect.stringMatching(/^\d+ bytes .* kept as \.damaged/),
  });
  await until(() => files().length === 0);
  expect(readFileSync(join(folder, name.replace('.turns', '.damaged')))).toEqual(content);
});

test('a second sender leaves the directory of the first alone, says so, and delivers from memory', async () => {
  const first = make();
  await first.flush();
  const second = make();
  await second.flush();
  expect(problems).toEqual([{ kind: 'spool', message: `Another process has the spool ${folder}.` }]);
  expect(await second.sendAndWait(turn('q'))).toMatchObject({ status: 'stored' });
});

test('what memory had to hold while another had the directory goes to disk once that is free', async () => {
  const first = make();
  await until(() => first.stats().spoolOpen);
  server.fault = () => ({ status: 503, retryAfter: '60' });
  const second = make({ maxBatch: 5 });
  for (const name of numbered(30)) second.send(turn(name));
  await until(() => second.stats().away && problems.some(({ kind }) => kind === 'spool'));
  expect(second.stats()).toMatchObject({ spoolOpen: false, spooled: 0 });
  await first.close(0);
  await until(() => second.stats().spooled === 30);
  expect(second.stats()).toMatchObject({ queued: 0, away: true });
  await second.close(0);
  expect(second.stats().dropped).toBe(0);
});

test('a directory that cannot be made is told, and turns are delivered from memory', async () => {
  const sender = make({ spoolDirectory: '/dev/null/spool' });
  expect(await sender.sendAndWait(turn('q'))).toMatchObject({ status: 'stored' });
  // The turn need not wait for the directory.
  await expect.poll(() => problems[0]?.message ?? '').toMatch(/^The spool \/dev\/null\/spool cannot be opened: /);
});
