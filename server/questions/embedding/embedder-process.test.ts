import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { cosine } from '#lib/questions/grouping/vectors.ts';
import { EmbedderProcess, EmbedderStopped } from './embedder-process.ts';

const made: EmbedderProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'switchboard-embedder-'));
afterEach(() => {
  vi.useRealTimers();
  for (const one of made.splice(0)) one.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

function embedder(options: ConstructorParameters<typeof EmbedderProcess>[0] = {}): EmbedderProcess {
  const one = new EmbedderProcess(options);
  made.push(one);
  return one;
}

async function vectorsOf(one: EmbedderProcess, texts: readonly string[]): Promise<Float32Array[]> {
  const embedded = await one.embed(texts);
  if (!embedded.ok) throw new Error(embedded.message);
  expect(embedded.value.model).toBe('minilm-l6-v2');
  return embedded.value.vectors;
}

test('known cosines through the process, which opens no socket but the channel', { timeout: 120_000 }, async () => {
  const one = embedder();
  expect(one.state).toMatchObject({ state: 'asleep', model: null });
  expect(one.pid).toBeNull();
  const [weather, sunny] = await vectorsOf(one, ['The weather is lovely today.', "It's so sunny outside!"]);
  expect(cosine(weather ?? new Float32Array(0), sunny ?? new Float32Array(0))).toBeCloseTo(0.6659, 3);
  expect(one.state).toMatchObject({ state: 'warm', model: 'minilm-l6-v2', trouble: null, deaths: 0 });
  if (!existsSync('/proc')) return;
  // Input and outputs may be the runner's own sockets.
  const fds = readdirSync(`/proc/${one.pid}/fd`)
    .filter((fd) => Number(fd) > 2)
    .map((fd) => readlinkSync(`/proc/${one.pid}/fd/${fd}`));
  expect(fds.filter((target) => target.startsWith('socket:'))).toHaveLength(1);
});

test('killed in the midst of work it is started again, and the work is done', { timeout: 120_000 }, async () => {
  const one = embedder({ firstDelayMs: 10 });
  await vectorsOf(one, ['warm']);
  const first = one.pid;
  const working = vectorsOf(
    one,
    Array.from({ length: 16 }, (_, place) => `question ${place}`),
  );
  await expect.poll(() => one.state.state).toBe('warm');
  if (first !== null) process.kill(first, 'SIGKILL');
  expect(await working).toHaveLength(16);
  expect(one.pid).not.toBe(first);
  expect(one.state).toMatchObject({ state: 'warm', deaths: 1, trouble: null });
});

test('it ends by itself when idle, and starts again when asked', { timeout: 120_000 }, async () => {
  const one = embedder({ idleMs: 50 });
  await vectorsOf(one, ['one']);
  await expect.poll(() => one.state.state, { timeout: 10_000 }).toBe('asleep');
  await vectorsOf(one, ['two']);
  expect(one.state.deaths).toBe(0);
});

function scriptOf(code: string): string {
  const file = join(folder, `${code.length}.mjs`);
  writeFileSync(file, code);
  return file;
}

test('a model that cannot be loaded is said, and not tried again at once', async () => {
  const script = scriptOf(
    `process.send({ kind: 'unavailable', message: 'No such package.' }, undefined, undefined, () => process.exit(0));`,
  );
  const one = embedder({ script });
  expect(await one.embed(['a'])).toEqual({ ok: false, code: 'unavailable', message: 'No such package.' });
  expect(await one.embed(['b'])).toMatchObject({ ok: false, message: 'No such package.' });
  expect(one.state).toMatchObject({ state: 'unavailable', trouble: 'No such package.', deaths: 0 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 660_000 });
  expect(one.state.state, 'it would be tried again').not.toBe('unavailable');
  expect(one.state.trouble, 'and is missing until then').toBe('No such package.');
});

test('its end says nothing of the model: whoever waits gets no answer, nor does who asks afterwards', async () => {
  const one = embedder({ script: scriptOf(`process.on('message', () => {});`) });
  const working = one.embed(['a']);
  const queued = one.embed(['b']);
  await expect.poll(() => one.state.state).toBe('starting');
  one.stop();
  await expect(working).rejects.toThrow(EmbedderStopped);
  await expect(queued).rejects.toThrow(EmbedderStopped);
  await expect(one.embed(['c'])).rejects.toThrow(EmbedderStopped);
  expect(one.state.trouble).toBeNull();
});

test('one that dies again and again is given up for a while', async () => {
  const one = embedder({ script: scriptOf('process.exit(3);'), firstDelayMs: 1 });
  expect(await one.embed(['a'])).toMatchObject({ ok: false, code: 'unavailable' });
  expect(one.state).toMatchObject({ state: 'unavailable', deaths: 4, trouble: expect.stringContaining('(code 3)') });
  expect(one.state.trouble).not.toContain('Install');
});

test('one that hangs is ended, and the work is done by the next', { timeout: 60_000 }, async () => {
  const mark = join(folder, 'hung');
  const script = scriptOf(`
    import { existsSync, writeFileSync } from 'node:fs';
    process.on('message', ({ id, texts }) => {
      if (existsSync(${JSON.stringify(mark)})) process.send({ kind: 'vectors', id, vectors: new Float32Array(texts.length) });
      else writeFileSync(${JSON.stringify(mark)}, '');
    });
    process.send({ kind: 'ready', model: 'm', dims: 1 });`);
  const one = embedder({ script, firstDelayMs: 10, answersWithinMs: 5_000 });
  expect(await one.embed(['a'])).toMatchObject({ ok: true });
  expect(one.state).toMatchObject({ state: 'warm', deaths: 1 });
});
