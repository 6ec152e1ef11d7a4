import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { until } from './fake-switchboard.ts';
import { Spool } from './spool.ts';

let folder: string;
let directory: string;
let spools: Spool[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-spool-'));
  directory = join(folder, 'deeper', 'spool');
});

afterEach(async () => {
  await Promise.all(spools.map((spool) => spool.close()));
  spools = [];
  rmSync(folder, { recursive: true, force: true });
});

async function open(limits = { maxBytes: 1_000_000, segmentBytes: 1000 }): Promise<Spool> {
  const spool = await Spool.open(directory, limits);
  if (spool === null) throw new Error('It is locked.');
  spools.push(spool);
  return spool;
}

const files = () => readdirSync(directory).filter((name) => name.endsWith('.turns'));
const texts = (payloads: readonly Buffer[]) => payloads.map(String);
const payload = (text: string) => Buffer.from(text);

test('files are for their owner alone', async () => {
  const spool = await open();
  await spool.append([payload('one')]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600);
});

test('what is written is read in order, across files and starts, and each file goes when its last turn has', async () => {
  const before = await open();
  await before.append([payload('a'.repeat(900)), payload('b'.repeat(200))]);
  await before.append([payload('c')]);
  await before.close();
  const spool = await open();
  await spool.append([payload('d')]);
  expect(files()).toHaveLength(3);
  const [first, second, third] = [await spool.next(), await spool.next(), await spool.next()];
  expect(texts(first?.payloads ?? [])).toEqual(['a'.repeat(900), 'b'.repeat(200)]);
  expect(texts([...(second?.payloads ?? []), ...(third?.payloads ?? [])])).toEqual(['c', 'd']);
  expect(await spool.next()).toBeNull();
  first?.release();
  await spool.append([payload('e')]);
  expect(files()).toHaveLength(4);
  first?.release();
  await until(() => files().length === 3);
  second?.release();
  third?.release();
  await until(() => files().length === 1);
  expect(spool.bytes).toBe(9);
});

test('a file of which not everything was acknowledged is read again after a start', async () => {
  const before = await open();
  await before.append([payload('a'), payload('b')]);
  (await before.next())?.release();
  await before.close();
  expect(texts((await (await open()).next())?.payloads ?? [])).toEqual(['a', 'b']);
});

test.each([
  ['half a record', Buffer.from([40, 0, 0, 0, 1, 2, 3, 4, 5])],
  ['zeros', Buffer.alloc(512)],
])('a tail of %s is cut off and what stands before it is read', async (_, tail) => {
  const before = await open();
  await before.append([payload('a'), payload('b')]);
  await before.close();
  const file = join(directory, files()[0] ?? '');
  const sound = statSync(file).size;
  appendFileSync(file, tail);
  const spool = await open();
  const segment = await spool.next();
  expect(texts(segment?.payloads ?? [])).toEqual(['a', 'b']);
  expect([segment?.tornBytes, segment?.damagedBytes]).toEqual([tail.length, 0]);
  expect(statSync(file).size).toBe(sound);
  expect(spool.bytes).toBe(sound);
});

test('a damaged record costs no other, and its file is kept aside when those are acknowledged', async () => {
  const before = await open();
  await before.append([payload('lost'), payload('b'), payload('c')]);
  await before.close();
  const file = join(directory, files()[0] ?? '');
  const content = readFileSync(file);
  content[8] = 'L'.charCodeAt(0);
  writeFileSync(file, content);
  const spool = await open();
  const segment = await spool.next();
  expect(texts(segment?.payloads ?? [])).toEqual(['b', 'c']);
  expect([segment?.tornBytes, segment?.damagedBytes]).toEqual([0, 12]);
  segment?.release();
  expect(files()).toHaveLength(1);
  segment?.release();
  await until(() => files().length === 0);
  await spool.append([payload('d')]);
  expect(readFileSync(join(directory, '000000000001.damaged'))).toEqual(content);
  expect(spool.bytes).toBe(9);
});

test('of a file without one sound record a torn one is deleted, and another kept aside under a name of its own', async () => {
  await (await open()).close();
  writeFileSync(join(directory, '000000000007.turns'), 'torn');
  writeFileSync(join(directory, '000000000008.turns'), 'noise of any kind');
  const before = await open();
  expect([(await before.next())?.payloads, (await before.next())?.payloads]).toEqual([[], []]);
  expect(files()).toEqual([]);
  await before.close();
  const spool = await open();
  await spool.append([payload('a')]);
  expect(readdirSync(directory).sort()).toEqual(['000000000008.damaged', '000000000009.turns', 'lock']);
});

test('a file that somebody deleted is passed over and its room is free', async () => {
  const before = await open();
  await before.append([payload('a')]);
  await before.close();
  const spool = await open();
  await spool.append([payload('b')]);
  rmSync(join(directory, files()[0] ?? ''));
  await expect(spool.next()).rejects.toThrow(/000000000001\.turns is gone/);
  const segment = await spool.next();
  expect(texts(segment?.payloads ?? [])).toEqual(['b']);
  expect([spool.isEmpty, spool.bytes]).toEqual([true, 9]);
});

test('a file that cannot be read is passed over and left where it is', async () => {
  await (await open()).close();
  mkdirSync(join(directory, '000000000001.turns'));
  const spool = await open();
  await spool.append([payload('a')]);
  await expect(spool.next()).rejects.toThrow(/000000000001\.turns cannot be read: EISDIR/);
  expect(texts((await spool.next())?.payloads ?? [])).toEqual(['a']);
  expect(await spool.next()).toBeNull();
  expect(files()).toEqual(['000000000001.turns', '000000000002.turns']);
});

test('a process that may open no more files reads the same file later', async () => {
  const spool = await open();
  await spool.append([payload('a')]);
  await failing('readFile', 'EMFILE', () => expect(spool.next()).rejects.toThrow('EMFILE'));
  expect(texts((await spool.next())?.payloads ?? [])).toEqual(['a']);
});

test('a tail that cannot be cut off does not keep what stands before it', async () => {
  const before = await open();
  await before.append([payload('a')]);
  await before.close();
  appendFileSync(join(directory, files()[0] ?? ''), 'torn');
  const spool = await open();
  await failing('truncate', 'EROFS', async () => expect(texts((await spool.next())?.payloads ?? [])).toEqual(['a']));
});

async function failing(call: 'readFile' | 'truncate', code: string, work: () => Promise<void>): Promise<void> {
  const spy = vi.spyOn(fsPromises, call).mockRejectedValueOnce(Object.assign(new Error(code), { code }));
  syncBuiltinESMExports();
  await work();
  spy.mockRestore();
  syncBuiltinESMExports();
}

test('knows how much it may hold', async () => {
  const spool = await open({ maxBytes: 100, segmentBytes: 1000 });
  await spool.append([payload('a'.repeat(52))]);
  expect([spool.hasRoom(1, 32), spool.hasRoom(1, 33), spool.hasRoom(2, 32)]).toEqual([true, false, false]);
});

test('after a failed write nothing of it is kept, and the next goes to a new file', async () => {
  const spool = await open();
  await spool.append([payload('a')]);
  const first = join(directory, files()[0] ?? '');
  const failing = vi.spyOn(Object.getPrototypeOf(await handleOf(first)), 'datasync');
  failing.mockRejectedValueOnce(new Error('no space left'));
  await expect(spool.append([payload('lost')])).rejects.toThrow('no space left');
  failing.mockRestore();
  await spool.append([payload('b')]);
  expect(readFileSync(first, 'latin1')).not.toContain('lost');
  expect(files()).toHaveLength(2);
  expect(texts([...((await spool.next())?.payloads ?? []), ...((await spool.next())?.payloads ?? [])])).toEqual([
    'a',
    'b',
  ]);
});

async function handleOf(path: string) {
  const { open: openFile } = await import('node:fs/promises');
  const handle = await openFile(path);
  await handle.close();
  return handle;
}

test('two do not share a directory, and the second gets it when the first has closed', async () => {
  const first = await open();
  expect(await Spool.open(directory, { maxBytes: 1000, segmentBytes: 1000 })).toBeNull();
  await first.close();
  await open();
});

test('the lock of a process that is gone is taken over; one of another machine only after it has gone silent', async () => {
  await (await open()).close();
  const lock = join(directory, 'lock');
  const living = await open();
  const own = JSON.parse(readFileSync(lock, 'utf8'));
  await living.close();
  // A process id that is taken again by another process, born at another time.
  writeFileSync(lock, JSON.stringify({ ...own, born: '1' }));
  await (await open()).close();
  writeFileSync(lock, JSON.stringify({ ...own, space: 'another container', token: 'theirs' }));
  expect(await Spool.open(directory, { maxBytes: 1000, segmentBytes: 1000 })).toBeNull();
  const { utimesSync } = await import('node:fs');
  utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  const spool = await open();
  expect(spool.isOurs).toBe(true);
});

test('a lock that cannot be read for a moment stays ours; one that is gone is given up, and taken again when it is back', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const spool = await open();
    const lock = join(directory, 'lock');
    const beat = async () => {
      await vi.advanceTimersByTimeAsync(5_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await failing('readFile', 'EMFILE', beat);
    expect(spool.isOurs).toBe(true);
    renameSync(lock, `${lock}.away`);
    await beat();
    expect(spool.isOurs).toBe(false);
    renameSync(`${lock}.away`, lock);
    expect((await open()).isOurs).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
