import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Batcher, type BatcherLimits } from '#server/conversations/ingest/batcher.ts';
import { Refusal } from '#server/conversations/ingest/refusal.ts';
import type { Row, Written } from '#server/conversations/ingest/write.ts';
import { UnavailableError } from '#server/core/errors.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { rowOf } from '#test/row.ts';

type Flush = { rows: Row[]; signal: AbortSignal; end(written?: Written): void };

let flushes: Flush[];
let answers: boolean;
let batcher: Batcher;

beforeEach(() => {
  vi.useFakeTimers();
  flushes = [];
  answers = true;
  Object.assign(ingestFigures(), { failingSince: null, failure: null, rateLimitedAt: null });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A batcher whose flushes end when the test says so; the database answers probes while `answers` is true. */
function open(limits: Partial<BatcherLimits> = {}): void {
  batcher = new Batcher({
    limits,
    write: (rows, signal) =>
      new Promise((resolve) => {
        const end = (written: Written = { outcomes: rows.map(() => 'stored') }) => resolve(written);
        const failure = new UnavailableError('Gone.');
        signal.addEventListener('abort', () => end({ outcomes: rows.map(() => 'unknown'), failure }));
        flushes.push({ rows, signal, end });
      }),
    probe: () => (answers ? Promise.resolve() : new Promise(() => {})),
  });
}

/** What a request of `count` turns is answered: its outcomes, or the refusal. */
function send(sender: string, name: string, count = 1, bytes = 100): Promise<unknown> {
  const rows = Array.from({ length: count }, (_, at) => rowOf(count === 1 ? name : `${name}.${at}`));
  return batcher.add(sender, rows, bytes).catch((error: Refusal) => error);
}

/** Lets what was begun go on, `milliseconds` of the clock later. */
const pass = (milliseconds = 1) => vi.advanceTimersByTimeAsync(milliseconds);
const names = (flush: Flush | undefined) => flush?.rows.map(({ turn }) => turn.sessionId);

describe('flushes', () => {
  test('what arrives together is stored together and answered one by one, in its order', async () => {
    open();
    const sent = [send('a', 'a1'), send('b', 'b1', 2), send('a', 'a2')];
    await pass();
    expect(flushes.map(names)).toEqual([['a1', 'b1.0', 'b1.1', 'a2']]);
    flushes[0]?.end({ outcomes: ['stored', 'duplicate', 'refused', 'stored'] });
    expect(await Promise.all(sent)).toEqual([['stored'], ['duplicate', 'refused'], ['stored']]);
  });

  test('nobody is answered before the flush has ended', async () => {
    open();
    const answered = vi.fn();
    void send('a', 'a1').then(answered);
    await pass(300);
    expect(answered).not.toHaveBeenCalled();
    flushes[0]?.end();
    await pass();
    expect(answered).toHaveBeenCalledWith(['stored']);
  });

  test('behind a flush under way others gather for a moment; with all under way they wait for one to end', async () => {
    open({ inFlight: 2, lingerMs: 3 });
    void send('a', '1');
    await pass();
    void send('a', '2');
    await pass();
    void send('a', '3');
    expect(flushes).toHaveLength(1);
    await pass(5);
    expect(flushes.map(names)).toEqual([['1'], ['2', '3']]);
    void send('a', '4');
    await pass(100);
    expect(flushes).toHaveLength(2);
    flushes[0]?.end();
    await pass(5);
    expect(names(flushes[2])).toEqual(['4']);
  });

  test('a full flush does not linger, and no request is torn apart', async () => {
    open({ rows: 10, inFlight: 5, lingerMs: 1000 });
    void send('a', 'a', 1);
    await pass();
    void send('a', 'b', 6);
    void send('a', 'c', 6);
    await pass();
    expect(flushes.map((flush) => flush.rows.length)).toEqual([1, 6]);
  });

  test('one sender that floods delays another by one flush at most', async () => {
    open({ rows: 10, inFlight: 1 });
    for (let at = 0; at < 100; at++) void send('flood', `f${at}`);
    await pass();
    void send('quiet', 'q');
    flushes[0]?.end();
    await pass();
    expect(names(flushes[1])).toContain('q');
    expect(names(flushes[1])).toHaveLength(10);
  });
});

describe('more than can be stored', () => {
  test('in bytes: whoever takes most is sent away with 429, the others are not', async () => {
    open({ queueBytes: 100_000, inFlight: 1 });
    void send('flood', 'first');
    await pass();
    const flood = Array.from({ length: 20 }, (_, at) => send('flood', `f${at}`, 1, 8_000));
    const quiet = send('quiet', 'q', 1, 8_000);
    const refused = await Promise.all(flood.slice(9));
    expect(refused.every((one) => one instanceof Refusal && one.status === 429)).toBe(true);
    expect(refused[0]).toMatchObject({
      retryAfterSeconds: expect.toSatisfy((seconds) => seconds >= 1 && seconds <= 30),
    });
    expect(ingestFigures().rateLimitedAt).not.toBeNull();
    flushes[0]?.end();
    await pass();
    flushes[1]?.end();
    expect(await quiet).toEqual(['stored']);
  });

  test('in time: what waited two seconds is sent away unstored', async () => {
    open({ inFlight: 1 });
    const first = send('a', 'first');
    await pass();
    const late = send('a', 'late');
    await pass(1_900);
    const young = send('a', 'young');
    await pass(200);
    expect(await late).toMatchObject({ status: 429, code: 'rate_limited' });
    flushes[0]?.end();
    await pass();
    expect(await first).toEqual(['stored']);
    expect(names(flushes[1])).toEqual(['young']);
    flushes[1]?.end();
    expect(await young).toEqual(['stored']);
  });

  test('the wait told is the backlog over the rate at which it was stored', async () => {
    open({ inFlight: 1, queueBytes: 10_000_000, bytes: 1_000_000 });
    for (let at = 0; at < 60; at++) {
      void send('a', 'x', 1, 100_000);
      await pass();
      await pass(99);
      flushes.at(-1)?.end();
      await pass();
    }
    void send('a', 'x');
    await pass();
    for (let at = 0; at < 97; at++) void send('a', 'x', 1, 100_000);
    const away = await send('a', 'x', 1, 900_000);
    // About 1 MB a second, 9.9 MB waiting, and up to half of it more so that not all come back at once.
    expect(away).toMatchObject({ status: 429, retryAfterSeconds: expect.toSatisfy((s) => s >= 9 && s <= 17) });
  });
});

describe('a database that is away', () => {
  test('a flush without an answer: within a second everybody is told 503, also those that wait, and nothing is acknowledged', async () => {
    open({ inFlight: 1 });
    answers = false;
    const sent = [send('a', '1')];
    await pass(100);
    sent.push(send('b', '2'));
    await pass(800);
    for (const one of await Promise.all(sent)) expect(one).toMatchObject({ status: 503, code: 'unavailable' });
    expect(flushes[0]?.signal.aborted).toBe(true);
    expect(ingestFigures().failingSince).not.toBeNull();
    expect(() => batcher.requireOpen()).toThrow(Refusal);
    expect(() => batcher.add('a', [rowOf('3')], 1)).toThrow(Refusal);
  });

  test('it is asked again, and what comes then is stored', async () => {
    open();
    answers = false;
    const lost = send('a', '1');
    await pass(1_000);
    expect(await lost).toMatchObject({ status: 503 });
    answers = true;
    await pass(1_000);
    expect(ingestFigures()).toMatchObject({ failingSince: null, failure: null });
    const stored = send('a', '2');
    await pass();
    flushes.at(-1)?.end();
    expect(await stored).toEqual(['stored']);
  });

  test('a flush that is merely slow is waited for while the database answers others', async () => {
    open({ inFlight: 1 });
    const slow = send('a', '1');
    await pass(4_000);
    expect(flushes[0]?.signal.aborted).toBe(false);
    flushes[0]?.end();
    expect(await slow).toEqual(['stored']);
  });

  test('but not for ever: a line that is cut without a word', async () => {
    open({ inFlight: 1 });
    const slow = send('a', '1');
    await pass(7_000);
    expect(await slow).toMatchObject({ status: 503 });
  });

  test('a flush that failed fails those in it; those that wait are stored once the database has answered', async () => {
    open({ inFlight: 1 });
    const failed = send('a', '1');
    await pass();
    const waiting = send('b', '2');
    flushes[0]?.end({ outcomes: ['unknown'], failure: new UnavailableError('Connection terminated') });
    expect(await failed).toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) });
    await pass();
    flushes[1]?.end();
    expect(await waiting).toEqual(['stored']);
  });

  test('of a flush that broke off, requests all of whose turns are known get their answer', async () => {
    open();
    const sent = [send('a', '1', 2), send('b', '2', 2), send('c', '3')];
    await pass();
    const failure = new UnavailableError('Connection terminated');
    flushes[0]?.end({ outcomes: ['stored', 'duplicate', 'stored', 'unknown', 'unknown'], failure });
    const [known, torn, unknown] = await Promise.all(sent);
    expect(known).toEqual(['stored', 'duplicate']);
    expect([torn, unknown]).toMatchObject([{ status: 503 }, { status: 503 }]);
  });

  test('a failure that is not of the line stays on record until a flush stands', async () => {
    open();
    const failed = send('a', '1');
    await pass();
    flushes[0]?.end({ outcomes: [], failure: Object.assign(new Error('disk full'), { code: '53100' }) });
    expect(await failed).toMatchObject({ status: 503 });
    await pass(1_000);
    expect(ingestFigures().failure).toBe('disk full');
    void send('a', '2');
    await pass();
    flushes[1]?.end();
    await pass();
    expect(ingestFigures().failure).toBeNull();
  });
});

describe('the end', () => {
  test('stores what waits, takes nothing more, and ends with the last answer', async () => {
    open({ inFlight: 1, rows: 1 });
    const sent = [send('a', '1'), send('a', '2'), send('a', '3')];
    await pass();
    const ended = vi.fn();
    void batcher.close().then(ended);
    expect(() => batcher.add('a', [rowOf('4')], 1)).toThrow(expect.objectContaining({ status: 503 }));
    for (const at of [0, 1, 2]) {
      expect(ended).not.toHaveBeenCalled();
      flushes[at]?.end();
      await pass(5);
    }
    expect(await Promise.all(sent)).toEqual([['stored'], ['stored'], ['stored']]);
    expect(ended).toHaveBeenCalled();
  });

  test('comes at once when nothing waits, and also when the database goes away meanwhile', async () => {
    open();
    await batcher.close();
    open({ inFlight: 1 });
    answers = false;
    const sent = [send('a', '1'), send('a', '2')];
    await pass();
    const ended = batcher.close();
    await pass(1_000);
    await ended;
    expect(await Promise.all(sent)).toMatchObject([{ status: 503 }, { status: 503 }]);
  });
});
