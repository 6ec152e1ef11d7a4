import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverOf } from './cover.ts';

const QUARTER = 900_000;
const sizes = { quarter: 1, hour: 4, day: 96 };

/** How often each quarter of an hour is counted. */
function counted(from: number, to: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const span of coverOf(from * QUARTER, to * QUARTER)) {
    expect(span.from % (sizes[span.grain] * QUARTER)).toBe(0);
    expect(span.to % (sizes[span.grain] * QUARTER)).toBe(0);
    for (let at = span.from / QUARTER; at < span.to / QUARTER; at++) {
      const count = (counts.get(at) ?? 0) + span.sign;
      if (count === 0) counts.delete(at);
      else counts.set(at, count);
    }
  }
  return counts;
}

describe('coverOf', () => {
  it('counts every quarter of the window once and no other', () => {
    const window = fc.tuple(fc.integer({ min: 1_000, max: 2_000 }), fc.integer({ min: 0, max: 1_000 }));
    fc.assert(
      fc.property(window, ([from, length]) => {
        const counts = counted(from, from + length);
        expect(counts.size).toBe(length);
        for (let at = from; at < from + length; at++) expect(counts.get(at)).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('reads a local day six hours before UTC as one day and two edges', () => {
    const from = Date.parse('2026-11-17T18:00:00Z');
    expect(coverOf(from, from + 96 * QUARTER)).toEqual([
      { grain: 'hour', from, to: from + 24 * QUARTER, sign: 1 },
      { grain: 'day', from: from + 24 * QUARTER, to: from + 120 * QUARTER, sign: 1 },
      { grain: 'hour', from: from + 96 * QUARTER, to: from + 120 * QUARTER, sign: -1 },
    ]);
  });

  it('refuses an end between two quarters', () => {
    expect(() => coverOf(0, 1)).toThrow(RangeError);
  });
});
