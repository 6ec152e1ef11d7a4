import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { countOutcome, readBook, readTotals } from '#server/core/failures/book.ts';
import { countAnswer } from '#server/core/failures/requests.ts';
import { inRequest, noteFault } from '#server/core/request-context.ts';

const MINUTE = 60_000;
let clock = Date.UTC(2020, 0, 1);
const nextHour = () => {
  clock += 60 * MINUTE;
  return clock;
};

test('counts are by minute and matter, and the last failure is known', () => {
  const at = nextHour();
  countOutcome({ kind: 'route', name: '/a' }, false, at);
  countOutcome({ kind: 'route', name: '/a' }, true, at + 5_000);
  countOutcome({ kind: 'route', name: '/a' }, false, at + 9_000);
  countOutcome({ kind: 'query', name: '23505', place: '/a' }, true, at + MINUTE);
  const { minutes } = readBook(at, at + MINUTE);
  expect(minutes).toMatchObject([
    { minute: at, tallies: [{ name: '/a', failed: 1, total: 3, lastAt: at + 5_000 }] },
    { minute: at + MINUTE, tallies: [{ name: '23505', place: '/a', failed: 1, total: 1 }] },
  ]);
});

test('totals outlast the half hour, by kind and name alone', () => {
  const at = nextHour();
  countOutcome({ kind: 'route', name: '/totals' }, true, at);
  countOutcome({ kind: 'route', name: '/totals' }, false, at + 40 * MINUTE);
  countOutcome({ kind: 'query', name: '99T01', place: '/totals', detail: 'one' }, true, at);
  countOutcome({ kind: 'query', name: '99T01', place: '/totals', detail: 'two' }, true, at);
  const ours = readTotals().filter(({ name }) => name === '/totals' || name === '99T01');
  expect(ours).toEqual([
    { kind: 'route', name: '/totals', failed: 1, total: 2 },
    { kind: 'query', name: '99T01', failed: 2, total: 2 },
  ]);
});

test('a minute in which nothing happened is there all the same, and half an hour is kept', () => {
  const at = nextHour();
  expect(readBook(at, at).minutes).toEqual([{ minute: at, tallies: [] }]);
  expect(readBook(0, at + 29 * MINUTE).minutes.map(({ minute }) => minute)).toEqual([at, at + 29 * MINUTE]);
  expect(readBook(0, at + 30 * MINUTE).minutes.map(({ minute }) => minute)).not.toContain(at);
});

test('more than 300 matters a minute lose where they were, never that they were', () => {
  const at = nextHour();
  for (let index = 0; index < 500; index += 1)
    countOutcome({ kind: 'query', name: '42601', place: `/${index}` }, true, at);
  const [minute] = readBook(at, at).minutes;
  expect(minute?.tallies).toHaveLength(301);
  expect(minute?.tallies.reduce((sum, { failed }) => sum + failed, 0)).toBe(500);
});

type Outcome = { status: number; fault?: 'thrown' | 'unavailable' };

/** What is counted of one answered request. */
async function answered(surface: { route: string | null; operation: string | null }, outcome: Outcome) {
  const from = Date.now();
  const before = JSON.stringify(readBook(from).minutes);
  const response = Object.assign(new EventEmitter(), { statusCode: outcome.status });
  inRequest(
    'one',
    () => {
      // biome-ignore lint/suspicious/noExplicitAny: of a response only these two things are looked at.
      countAnswer(response as any);
      if (outcome.fault !== undefined) noteFault(outcome.fault);
    },
    surface,
  );
  response.emit('close');
  const after = readBook(from).minutes;
  return JSON.stringify(after) === before ? [] : after.flatMap(({ tallies }) => tallies.slice(-1));
}

test('an answer counts by its action, else by its route; a part that failed beside it', async () => {
  expect(await answered({ route: 'GET /r1', operation: null }, { status: 503 })).toMatchObject([
    { kind: 'route', name: 'GET /r1', failed: 1, total: 1 },
  ]);
  expect(await answered({ route: '/r2', operation: null }, { status: 200, fault: 'thrown' })).toMatchObject([
    { kind: 'part', name: '/r2', failed: 1 },
  ]);
  expect(
    await answered({ route: '/r3', operation: 'saveAction' }, { status: 200, fault: 'unavailable' }),
  ).toMatchObject([{ kind: 'action', name: 'saveAction', place: '/r3', failed: 1, total: 1 }]);
  expect(await answered({ route: '/r4', operation: 'otherAction' }, { status: 200 })).toMatchObject([
    { kind: 'action', name: 'otherAction', failed: 0, total: 1 },
  ]);
});

test('probes and files that are well count for nothing', async () => {
  expect(await answered({ route: 'GET /readyz', operation: null }, { status: 503 })).toEqual([]);
  expect(await answered({ route: null, operation: null }, { status: 404 })).toEqual([]);
  expect(await answered({ route: null, operation: null }, { status: 500 })).toMatchObject([
    { name: 'any other address' },
  ]);
});
