import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeSwitchboard, until } from './fake-switchboard.ts';
import { createSender } from './sender.ts';

const script = fileURLToPath(new URL('spooling-process.ts', import.meta.url));
let folder: string;
let children: ChildProcess[] = [];
let server: FakeSwitchboard | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-spool-'));
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the chatbot and waits until it has said `line`, or more than the number in it. */
async function start(url: string, from: number, to: number, kept: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, url, folder, String(from), String(to)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface(child.stdout)) {
    if (kept === 0 || Number(line.split(' ')[1]) >= kept) break;
  }
  return child;
}

async function killHard(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const questions = (count: number) => Array.from({ length: count }, (_, n) => `q${String(n).padStart(5, '0')}`);

test('what was on disk when the chatbot was killed is delivered, however often it is killed while delivering', async () => {
  const unused = await FakeSwitchboard.start();
  const { url, port } = unused;
  await unused.stop();
  await killHard(await start(url, 0, 200, 200));
  await killHard(await start(url, 200, 400, 100));
  server = await FakeSwitchboard.start(port);
  // Each answers one request in three: killed between acknowledgement and deletion, among other places.
  server.fault = (request) => (['none', 'after', 'hang'] as const)[request % 3] ?? 'none';
  for (let round = 1; round <= 4; round += 1) {
    const seen = server.requests.length;
    const child = await start(url, 0, 0, 0);
    await until(() => (server?.requests.length ?? 0) >= seen + round, 1);
    await killHard(child);
  }
  server.fault = () => 'none';
  const sender = createSender({ url, apiKey: 'sb_test', spoolDirectory: folder });
  await until(() => sender.stats().spoolOpen);
  expect(await sender.flush(20_000)).toBe(true);
  const stored = server.questions;
  expect(stored.slice(0, 300)).toEqual(questions(300));
  expect(new Set(stored).size).toBe(stored.length);
  await sender.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a directory of a living chatbot is left alone', async () => {
  server = await FakeSwitchboard.start();
  const child = await start(server.url, 0, 0, 0);
  const told: string[] = [];
  const options = { url: server.url, apiKey: 'sb_test', spoolDirectory: folder };
  const sender = createSender({ ...options, onProblem: ({ message }) => told.push(message) });
  await until(() => told.length > 0);
  expect(told).toEqual([`Another process has the spool ${folder}.`]);
  await sender.close();
  await killHard(child);
  const later = createSender(options);
  await until(() => later.stats().spoolOpen);
  await later.close();
});
