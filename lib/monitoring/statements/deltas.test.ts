import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counter, type CounterReading, deltasBetween } from './deltas.ts';
import { figureNames, noFigures, sumFigures } from './figures.ts';

const START = '2026-11-27T08:00:00.000Z';
const AT = Date.parse('2026-11-27T14:00:00Z');

function counter(calls: number, ms: number, facts: Partial<Counter> = {}): Counter {
  return { queryid: '1', nested: false, since: null, figures: { ...noFigures, calls, ms }, ...facts };
}

function reading(counters: Record<string, Counter>, facts: Partial<CounterReading> = {}): CounterReading {
  return {
    at: AT,
    startedAt: START,
    statsReset: 'a',
    dealloc: 0,
    counters: new Map(Object.entries(counters)),
    ...facts,
  };
}

const later = { at: AT + 10_000 };

describe('between two readings', () => {
  test('the first is only a base, and so is one after a long silence', () => {
    const now = reading({ 'u 1': counter(1_000, 5_000) });
    expect(deltasBetween(null, now)).toEqual({ seam: 'start', deltas: [], evictions: 0 });
    const late = reading({ 'u 1': counter(2_000, 9_000) }, { at: AT + 301_000 });
    expect(deltasBetween(now, late)).toMatchObject({ seam: 'start', deltas: [] });
  });

  test('users of one statement are added up, and what did not run is left out', () => {
    const before = reading({ 'u 1': counter(10, 100), 'v 1': counter(1, 1), 'u 2': counter(3, 3, { queryid: '2' }) });
    const now = reading(
      { 'u 1': counter(15, 160), 'v 1': counter(3, 4), 'u 2': counter(3, 3, { queryid: '2' }) },
      later,
    );
    expect(deltasBetween(before, now)).toEqual({
      seam: null,
      evictions: 0,
      deltas: [{ queryid: '1', nested: false, figures: { ...noFigures, calls: 7, ms: 63 } }],
    });
  });

  test('after a reset a counter is worth what it has, also when it has passed the old one', () => {
    const before = reading({ 'u 1': counter(10, 100), 'u 2': counter(4, 40, { queryid: '2' }) });
    const now = reading(
      { 'u 1': counter(12, 30), 'u 2': counter(1, 2, { queryid: '2' }) },
      { ...later, statsReset: 'b' },
    );
    const { seam, deltas } = deltasBetween(before, now);
    expect(seam).toBe('reset');
    expect(deltas.map(({ figures }) => figures.calls)).toEqual([12, 1]);
  });

  test('a restart is told, and counts go on from what was kept or lost', () => {
    const before = reading({ 'u 1': counter(10, 100), 'u 2': counter(10, 100, { queryid: '2' }) });
    const now = reading(
      { 'u 1': counter(11, 110), 'u 2': counter(2, 9, { queryid: '2' }) },
      { ...later, startedAt: '2026-11-27T14:00:05.000Z' },
    );
    const { seam, deltas } = deltasBetween(before, now);
    expect(seam).toBe('restart');
    expect(deltas.map(({ figures }) => [figures.calls, figures.ms])).toEqual([
      [1, 10],
      [2, 9],
    ]);
  });

  test('a line that was dropped and came back counts what it has since', () => {
    const before = reading({ 'u 1': counter(10, 100, { since: 'x' }) }, { dealloc: 3 });
    const now = reading({ 'u 1': counter(14, 120, { since: 'y' }) }, { ...later, dealloc: 5 });
    expect(deltasBetween(before, now)).toMatchObject({
      seam: 'evicted',
      evictions: 2,
      deltas: [{ figures: { calls: 14 } }],
    });
    const silent = reading({ 'u 1': counter(2, 7) }, later);
    expect(deltasBetween(reading({ 'u 1': counter(10, 100) }), silent)).toMatchObject({
      seam: 'evicted',
      deltas: [{ figures: { calls: 2, ms: 7 } }],
    });
  });

  test('a line that appears counts, unless it is older than the reading in which it was not seen', () => {
    const before = reading({});
    const fresh = reading({ 'u 1': counter(2, 7, { since: '2026-11-27T14:00:04Z' }) }, later);
    expect(deltasBetween(before, fresh).deltas).toHaveLength(1);
    const old = reading({ 'u 1': counter(9_000, 7_000, { since: '2026-11-20T10:00:00Z' }) }, later);
    expect(deltasBetween(before, old).deltas).toEqual([]);
  });
});

test('whatever happens to counters, nothing is negative and nothing is more than they hold', () => {
  const figures = fc.record({
    calls: fc.nat(50),
    ms: fc.nat(500),
    rows: fc.nat(9),
    hit: fc.nat(9),
    read: fc.nat(9),
    written: fc.nat(9),
    temp: fc.nat(9),
    ioMs: fc.nat(9),
  });
  const counters = fc
    .array(fc.record({ key: fc.nat(5), since: fc.constantFrom(null, 'a', 'b'), figures }), { maxLength: 8 })
    .map(
      (list) => new Map(list.map(({ key, ...rest }) => [`u ${key}`, { ...rest, queryid: String(key), nested: false }])),
    );
  const readings = fc.array(
    fc.record({
      startedAt: fc.constantFrom(START, 'later'),
      statsReset: fc.constantFrom('a', 'b'),
      dealloc: fc.nat(3),
      counters,
    }),
    { minLength: 2, maxLength: 6 },
  );
  fc.assert(
    fc.property(readings, (list) => {
      const all = list.map((one, place) => ({ ...one, at: AT + place * 10_000 }));
      for (const [place, now] of all.entries()) {
        const { deltas, evictions } = deltasBetween(all[place - 1] ?? null, now);
        const held = sumFigures([...now.counters.values()].map(({ figures: one }) => one));
        const told = sumFigures(deltas.map(({ figures: one }) => one));
        expect(evictions).toBeGreaterThanOrEqual(0);
        for (const name of figureNames) {
          expect(told[name]).toBeLessThanOrEqual(held[name]);
          for (const delta of deltas) expect(delta.figures[name]).toBeGreaterThanOrEqual(0);
        }
      }
    }),
  );
});
