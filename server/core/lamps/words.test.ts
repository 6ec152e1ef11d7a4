import { describe, expect, test } from 'vitest';
import type { IngestFigures } from '#server/core/health/ingest.ts';
import type { Facts } from '#server/core/lamps/facts.ts';
import {
  ingestLamp,
  jobsLamp,
  lightragLamp,
  type Measured,
  poolLamp,
  postgresLamp,
  redisLamp,
} from '#server/core/lamps/words.ts';

const since = new Date('2026-11-24T10:02:00Z');
const well = { status: 'healthy', version: '18.4', latencyMs: 3 } as const;

const now = new Date('2026-11-24T10:05:00Z');
const quiet: IngestFigures = {
  ...{ accepted: 0, duplicates: 0, invalid: 0, rateLimited: 0, unavailable: 0, backlogBytes: 0, acks: [], ackMs: 0 },
  ...{ backlogSince: null, storedAt: null, failingSince: null, failure: null, rateLimitedAt: null },
};
const facts: Facts = { stale: 0, staleTurns: 0, hasTurns: true, workerSeconds: 3 };
const ingest = (figures: Partial<IngestFigures>, told: Facts | null = facts) =>
  ingestLamp({ ...quiet, ...figures }, told, now);

const cases: [string, Measured, string, string | undefined, RegExp][] = [
  ['Postgres that answers', postgresLamp(well, 0), 'ok', undefined, /^Postgres 18\.4 answers in 3 ms\.$/],
  ['Postgres with entries behind', postgresLamp(well, 2), 'warn', '2 behind', /behind for 2 entries/],
  ['Postgres away', postgresLamp({ status: 'unhealthy', since }, 0), 'crit', 'no answer', /since 10:02 UTC/],
  ['a quiet pool', poolLamp({ inUse: 4, max: 30, waiting: 0 }), 'ok', undefined, /4 of 30 connections are in use/],
  ['a pool just under the mark', poolLamp({ inUse: 23, max: 30, waiting: 0 }), 'ok', undefined, /23 of 30/],
  ['a pool at the mark', poolLamp({ inUse: 24, max: 30, waiting: 0 }), 'warn', '24/30', /would have to wait/],
  ['a pool with waiters', poolLamp({ inUse: 30, max: 30, waiting: 1 }), 'crit', '1 waiting', /1 request waits/],
  ['no turn ever', ingest({}, { ...facts, hasTurns: false }), 'blind', 'none yet', /^No turn has ever been logged\.$/],
  ['an idle ingest', ingest({}), 'ok', undefined, /None has come since the start/],
  ['turns stored', ingest({ storedAt: +since, accepted: 12 }), 'ok', undefined, /at 10:02 UTC, 12 since/],
  ['a database unseen', ingest({ storedAt: +since }, null), 'blind', 'unseen', /does not answer\.$/],
  [
    'failing flushes',
    ingest({ failingSince: +since, failure: 'x' }, null),
    'crit',
    'failing',
    /since 10:02 UTC: x\. Send/,
  ],
  ['senders sent away', ingest({ rateLimitedAt: +now - 59_000 }), 'warn', 'sent away', /told to come again later/],
  ['senders sent away long ago', ingest({ rateLimitedAt: +now - 61_000 }), 'ok', undefined, /can be stored/],
  ['turns that wait', ingest({ backlogSince: +now - 1500 }), 'warn', '1.5 s', /wait 1\.5 s/],
  ['turns that wait a moment', ingest({ backlogSince: +now - 400 }), 'ok', undefined, /can be stored/],
  ['figures behind', ingest({}, { ...facts, staleTurns: 2 }), 'warn', '2 behind', /behind for 2 turns/],
  ['no Redis', redisLamp({ state: 'unset' }), 'blind', 'not set', /An in-process cache does its work\.$/],
  ['Redis', redisLamp({ state: 'ready', since }), 'ok', undefined, /answered since 10:02 UTC/],
  ['Redis away', redisLamp({ state: 'away', since, reason: 'x.' }), 'warn', 'away', /10:02 UTC: x\. An in-process/],
  ['no LightRAG', lightragLamp({ status: 'not_configured' }), 'blind', 'not set', /is not set\.$/],
  ['LightRAG', lightragLamp({ status: 'healthy', latencyMs: 12 }), 'ok', undefined, /answers in 12 ms/],
  ['LightRAG away', lightragLamp({ status: 'unhealthy', reason: 'It answered 500.' }), 'warn', 'no answer', /500\.$/],
  ['a worker at work', jobsLamp(4.4), 'ok', undefined, /reported 4 s ago/],
  ['a worker that is late', jobsLamp(61), 'warn', '61 s', /silent for 61 s/],
  ['a worker that is gone', jobsLamp(400), 'crit', '7 min', /silent for 7 min/],
  ['a worker never heard', jobsLamp(null), 'blind', 'not heard', /has not reported yet/],
  ['a worker behind a dead database', jobsLamp('unseen'), 'blind', 'unseen', /does not answer/],
];

describe('a lamp says what it measured', () => {
  test.each(cases)('%s', (_what, lamp, state, value, reason) => {
    expect(lamp.state).toBe(state);
    expect(lamp.value).toBe(value);
    expect(lamp.reason).toMatch(reason);
    expect(lamp.reason).toMatch(/^[A-Z\d].*\.$/);
  });
});
