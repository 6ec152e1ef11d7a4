import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeSwitchboard, type Fault, until } from './fake-switchboard.ts';
import { postTurns } from './post-turns.ts';
import { createSender, type Problem, type Rejected, type Sender, type SenderOptions } from './sender.ts';

let server: FakeSwitchboard;
let senders: Sender[] = [];
const problems: Problem[] = [];
const rejected: Rejected[] = [];

beforeEach(async () => {
  server = await FakeSwitchboard.start();
  problems.length = 0;
  rejected.length = 0;
});

afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.close(0)));
  senders = [];
  await server.stop();
});

function make(options: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({
    url: server.url,
    apiKey: 'sb_test',
    lingerMs: [1, 20],
    backOff: { baseMs: 1, capMs: 5 },
    onProblem: (problem) => problems.push(problem),
    onRejected: (one) => rejected.push(one),
    ...options,
  });
  senders.push(sender);
  return sender;
}

const turn = (user_message: string) => ({ session_id: 's', user_message, assistant_response: 'a' });
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `q${String(n).padStart(5, '0')}`);

test('a turn gets an id and a time once, and keeps those it has', async () => {
  const sender = make();
  const made = sender.send(turn('one'));
  const given = sender.send({
    ...turn('two'),
    event_id: '0190ffff-0000-7000-8000-000000000000',
    created_at: '2026-01-02',
  });
  await sender.flush();
  expect(made).toMatch(/^[0-9a-f-]{14}7/);
  expect(server.stored.get(made)?.created_at).toMatch(/^\d{4}-.*Z$/);
  expect(server.stored.get(given)).toMatchObject({ user_message: 'two', created_at: '2026-01-02' });
});

test('turns sent together travel together, in batches of at most 500 and at most the bytes allowed', async () => {
  const sender = make({ maxInFlight: 1 });
  for (const name of numbered(1200)) sender.send(turn(name));
  await sender.flush();
  expect(server.requests.map(({ ids }) => ids.length)).toEqual([500, 500, 200]);
  const small = make({ maxBatchBytes: 2000 });
  for (const name of numbered(100)) small.send(turn(name));
  await small.flush();
  expect(Math.max(...server.requests.slice(3).map(({ bytes }) => bytes))).toBeLessThanOrEqual(2000);
  expect(server.stored.size).toBe(1300);
});

test('sendAndWait tells stored, duplicate and invalid', async () => {
  const sender = make();
  const event_id = '0190ffff-0000-7000-8000-000000000001';
  expect(await sender.sendAndWait({ ...turn('q'), event_id })).toEqual({ event_id, status: 'stored' });
  expect(await sender.sendAndWait({ ...turn('q'), event_id })).toEqual({ event_id, status: 'duplicate' });
  expect(await sender.sendAndWait(turn(''))).toMatchObject({ status: 'invalid', error: /empty/ });
});

test('one invalid turn is handed back once and the others of its batch are stored', async () => {
  const sender = make();
  for (const name of ['a', '', 'b']) sender.send(turn(name));
  await sender.flush();
  expect(server.questions).toEqual(['a', 'b']);
  expect(rejected).toHaveLength(1);
  expect(rejected[0]?.error).toMatch(/empty/);
  expect(JSON.parse(rejected[0]?.json ?? '')).toMatchObject({ user_message: '', session_id: 's' });
  expect(server.requests).toHaveLength(1);
});

test('what cannot be written as JSON is handed back, and send does not throw', async () => {
  const sender = make();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  sender.send(Object.assign(turn('q'), { cycle }));
  expect(await sender.sendAndWait(Object.assign(turn('q'), { big: 1n }))).toMatchObject({ status: 'invalid' });
  expect(rejected.map(({ error }) => error)).toEqual([
    expect.stringMatching(/circular/i),
    expect.stringMatching(/bigint/i),
  ]);
});

test('a callback that throws loses nothing', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const sender = make({
    onRejected: () => {
      throw new Error('theirs');
    },
  });
  sender.send(turn(''));
  sender.send(turn('q'));
  expect(await sender.flush()).toBe(true);
  expect(server.questions).toEqual(['q']);
  expect(warned).toHaveBeenCalledWith(expect.objectContaining({ message: 'theirs' }));
  warned.mockRestore();
});

describe('trouble', () => {
  test.each<[string, Fault]>([
    ['429', { status: 429 }],
    ['503', { status: 503 }],
    ['500', { status: 500 }],
    ['cut before storing', 'before'],
    ['cut after storing', 'after'],
    ['an answer of somebody else', 'garbage'],
  ])('%s: the same ids again until there is an answer', async (_, fault) => {
    server.fault = (request) => (request < 3 ? fault : 'none');
    const sender = make();
    for (const name of numbered(20)) sender.send(turn(name));
    expect(await sender.flush()).toBe(true);
    expect(server.questions).toEqual(numbered(20));
    const [first, ...others] = server.requests.map(({ ids }) => ids);
    for (const ids of others) expect(ids).toEqual(first);
    const { stored, duplicates, failures } = sender.stats();
    expect({ known: stored + duplicates, failures }).toEqual({ known: 20, failures: 3 });
  });

  test('a server that hangs is left after the time allowed, and asked again', async () => {
    server.fault = (request) => (request === 0 ? 'hang' : 'none');
    const sender = make({ timeoutMs: 500 });
    sender.send(turn('q'));
    expect(await sender.flush()).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  test('Retry-After is honoured', async () => {
    server.fault = (request) => (request === 0 ? { status: 429, retryAfter: '1' } : 'none');
    const sender = make();
    sender.send(turn('q'));
    await sender.flush();
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('while it fails, one request at a time tries', async () => {
    server.fault = () => 'hang';
    const sender = make({ maxInFlight: 8, maxBatch: 1, timeoutMs: 1_000 });
    for (const name of numbered(50)) sender.send(turn(name));
    await until(() => sender.stats().failures >= 8);
    expect(server.mostOpen).toBe(8);
    server.mostOpen = 0;
    await until(() => sender.stats().failures >= 14);
    // The server may see the next one before it has seen the last one go.
    expect(server.mostOpen).toBeLessThanOrEqual(2);
  });

  test.each([401, 403, 404])('%i: the owner is told, and it is tried seldom until it works', async (status) => {
    server.fault = (request) => (request < 2 ? { status, detail: 'This key is revoked.' } : 'none');
    const sender = make({ refusedRetryMs: 20 });
    sender.send(turn('q'));
    expect(await sender.flush()).toBe(true);
    expect(problems).toEqual([{ kind: 'refused', message: 'Switchboard refuses our turns: This key is revoked.' }]);
    expect(server.questions).toEqual(['q']);
  });

  test('413 halves what is sent until it fits; what is too large alone is handed back', async () => {
    server.mostBytes = 3000;
    const sender = make();
    for (const name of numbered(100)) sender.send(turn(name));
    sender.send({ ...turn('large'), assistant_response: 'x'.repeat(5000) });
    expect(await sender.flush()).toBe(true);
    expect(server.questions).toEqual(numbered(100));
    expect(rejected).toHaveLength(1);
    expect(JSON.parse(rejected[0]?.json ?? '')).toMatchObject({ user_message: 'large' });
  });

  test('beyond the bound of memory the newest are dropped, counted and told', async () => {
    server.fault = () => 'hang';
    const sender = make({ maxQueueBytes: 2000 });
    const last = numbered(100)
      .map((name) => sender.sendAndWait(turn(name)))
      .at(-1);
    expect(await last).toMatchObject({ status: 'dropped', error: 'memory is full' });
    const { queuedBytes, dropped, queued } = sender.stats();
    expect(queuedBytes).toBeLessThanOrEqual(2000);
    expect(dropped).toBe(100 - queued);
    expect(problems).toEqual([{ kind: 'dropped', message: '1 turns are lost so far: memory is full.' }]);
  });

  test('a closed sender drops and says so', async () => {
    const sender = make();
    await sender.close();
    expect(await sender.sendAndWait(turn('late'))).toMatchObject({ status: 'dropped', error: 'the sender is closed' });
    expect(problems[0]?.kind).toBe('dropped');
  });
});

test.each([
  ['no address', { url: 'switchboard' }],
  ['not http', { url: 'ftp://example.org' }],
  ['a key of two lines', { apiKey: 'sb_\nx' }],
  ['no key', { apiKey: '' }],
])('options that cannot work are refused at once: %s', (_, options) => {
  expect(() => createSender({ url: server.url, apiKey: 'sb_test', ...options })).toThrow(TypeError);
});

describe('postTurns', () => {
  const id = (n: number) => `0190ffff-0000-7000-8000-00000000000${n}`;

  test('tells status, results in order and times', async () => {
    const turns = [
      { ...turn('a'), event_id: id(1) },
      { ...turn(''), event_id: id(2) },
      { ...turn('a'), event_id: id(1) },
    ];
    const posted = await postTurns(server.url, 'sb_test', turns);
    if (posted.kind !== 'answered') throw new Error(posted.error);
    expect(posted).toMatchObject({ status: 201, accepted: 1, duplicates: 1, requestId: 'r-1', detail: null });
    expect(posted.results?.map(({ status }) => status)).toEqual(['stored', 'invalid', 'duplicate']);
    expect(posted.firstByteMs).toBeGreaterThan(0);
    expect(posted.totalMs).toBeGreaterThanOrEqual(posted.firstByteMs);
    expect(await postTurns(server.url, 'sb_test', { ...turn('b'), event_id: id(3) })).toMatchObject({ accepted: 1 });
  });

  test('retries nothing and tells an error as it came', async () => {
    server.fault = () => ({ status: 429, retryAfter: '3', detail: 'Too many.' });
    const posted = await postTurns(server.url, 'sb_test', turn('a'));
    expect(posted).toMatchObject({
      status: 429,
      results: null,
      detail: 'Too many.',
      code: 'refused',
      retryAfterMs: 3000,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('tells what surely was not stored from what may have been', async () => {
    server.fault = (request) => (request === 1 ? 'none' : 'after');
    expect(await postTurns(server.url, 'sb_test', turn('a'))).toMatchObject({ kind: 'unknown' });
    expect(await postTurns(server.url, 'sb_test', turn('a'))).toMatchObject({ kind: 'answered' });
    // Over the connection that the last one left open.
    expect(await postTurns(server.url, 'sb_test', turn('a'))).toMatchObject({ kind: 'unknown' });
    const { url } = server;
    await server.stop();
    expect(await postTurns(url, 'sb_test', turn('a'))).toMatchObject({ kind: 'unsent' });
    expect(await postTurns(url, 'sb_\n', turn('a'))).toMatchObject({ kind: 'unsent' });
    server = await FakeSwitchboard.start();
  });
});
