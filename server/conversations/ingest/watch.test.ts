import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Watch } from './watch.ts';

let server: net.Server;
let line: net.Socket;

beforeEach(async () => {
  server = net.createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  line = net.connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  await new Promise((resolve) => line.once('connect', resolve));
});

afterEach(() => {
  line.destroy();
  server.close();
});

/** Asks over a real line, so that the answer waits in the socket while the loop is busy. */
function ask(): Promise<void> {
  line.write('?');
  return new Promise((resolve) => line.once('data', () => resolve()));
}

function busyFor(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

test('a database that answers is not away because this process was busy', async () => {
  const fallen: string[] = [];
  const watch = new Watch({ probe: ask, onDown: () => fallen.push('down'), onUp: () => {} });
  const land = watch.over(new AbortController());
  await pause(395);
  for (let again = 0; again < 40; again += 1) {
    busyFor(again % 10 === 2 ? 700 : 5);
    await new Promise((resolve) => setImmediate(resolve));
  }
  land();
  watch.stop();
  expect(fallen).toEqual([]);
});

test('one that does not answer is away within a second', async () => {
  let fallen: number | undefined;
  const began = performance.now();
  const watch = new Watch({
    probe: () => new Promise(() => {}),
    onDown: () => {
      fallen = performance.now() - began;
    },
    onUp: () => {},
  });
  watch.over(new AbortController());
  await expect.poll(() => watch.isDown, { timeout: 5_000 }).toBe(true);
  watch.stop();
  expect(fallen).toBeGreaterThan(800);
});
