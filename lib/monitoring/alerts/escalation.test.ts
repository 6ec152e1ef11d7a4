import { expect, test } from 'vitest';
import type { Cause } from '#lib/monitoring/cause.ts';
import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { causesOfCounters } from '#lib/monitoring/storage/causes-of-counters.ts';
import type { Counters } from '#lib/monitoring/storage/counters.ts';
import { Judge } from '#lib/monitoring/verdict/judge.ts';
import { held, poolOf } from '#test/pool-samples.ts';
import { AlertDesk } from './desk.ts';

const begin = Date.parse('2026-01-05T09:00:00Z');
const at = (seconds: number) => new Date(begin + seconds * 1_000);

/** What is sent, with when, of what each second for so long has to say. */
function sent(seconds: number, causesAt: (second: number) => Cause[]): [number, string][] {
  const judge = new Judge();
  let made = 0;
  const desk = new AlertDesk(() => `alert-${++made}`);
  return Array.from({ length: seconds }, (_, second) => {
    const events = desk.consider(at(second), judge.consider(at(second), causesAt(second), []));
    return events.map(({ kind, alert }): [number, string] => [second, `${kind} ${alert.key}`]);
  }).flat();
}

/** From the seconds at which something begins on: what is so then. */
function since<T>(second: number, states: readonly [number, T][]): T | undefined {
  return states.findLast(([from]) => second >= from)?.[1];
}

const FULL = 'pool:switchboard-web:full';
const FILLING = 'pool:switchboard-web:filling';

test('a pool that fills and then is full has not stopped filling until it empties', () => {
  const outAt = (second: number) =>
    since(second, [
      [0, 25],
      [12, 30],
      [400, 25],
      [430, 2],
    ]) ?? 0;
  const events = sent(700, (second) =>
    causesOfPool([poolOf({ at: at(second).toISOString(), holders: held(outAt(second), {}) })], []),
  );
  expect(events).toEqual([
    [10, `raised ${FILLING}`],
    [17, `raised ${FULL}`],
    [524, `resolved ${FULL}`],
    [554, `resolved ${FILLING}`],
  ]);
});

test('a leak that fills the pool has not given anything back until it has', () => {
  const leak = `${FULL.replace('full', 'leak')}:GET /phonebook/export`;
  const holdersAt = (second: number) => {
    if (second >= 500) return [];
    const forMs = second * 1_000;
    const leaked = held(
      since(second, [
        [0, 3],
        [60, 30],
      ]) ?? 0,
      { route: 'GET /phonebook/export', running: false },
    );
    return leaked.map((holder) => ({ ...holder, forMs, heldMs: forMs }));
  };
  const events = sent(800, (second) =>
    causesOfPool([poolOf({ at: at(second).toISOString(), holders: holdersAt(second) })], []),
  );
  expect(events).toEqual([
    [20, `raised ${leak}`],
    [65, `raised ${FULL}`],
    [624, `resolved ${leak}`],
    [624, `resolved ${FULL}`],
  ]);
});

test('an index that is gone is so too once its table is read from end to end, until it is made again', () => {
  const gone = {
    ...{ table: 'public.facts', index: 'facts_word_idx', ddl: 'CREATE INDEX …;', way: 'whole' as const },
    ...{ missedAt: at(0).toISOString(), ours: true, wholePerMinute: 0 },
  };
  const sampleAt = (second: number): Counters => {
    const scans = Math.max(0, Math.min(second, 400) - 60);
    const scanned = [{ table: 'public.facts', rows: 200_000, scans, read: scans * 200_000 }];
    return { readAt: at(second).toISOString(), scanned, gone: second < 600 ? [gone] : [], recent: null };
  };
  const events = sent(900, (second) => {
    const before = [60, 50, 40, 30, 20, 10].map((ago) => sampleAt(second - ago));
    return causesOfCounters(
      sampleAt(second),
      before.map((value) => ({ at: value.readAt, value })),
    );
  });
  expect(events.map(([, event]) => event)).toEqual([
    'raised index:public.facts.facts_word_idx:gone',
    'raised scan:public.facts',
    'resolved scan:public.facts',
    'resolved index:public.facts.facts_word_idx:gone',
  ]);
  expect(events.at(-1)?.[0]).toBeGreaterThan(700);
});
