import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aligned, bucketsOf, grains, piecesOf } from './pieces.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-27T14:07:00Z');
const minutes = fc.integer({ min: 0, max: 60 * 24 * 5 });

test('the pieces of a stretch cover each of its minutes once, by rows that begin where they say', () => {
  fc.assert(
    fc.property(minutes, minutes, (one, other) => {
      const [from, to] = [NOW - Math.max(one, other) * MINUTE, NOW - Math.min(one, other) * MINUTE];
      let at = from;
      for (const piece of piecesOf({ from, to })) {
        expect(piece.from).toBe(at);
        expect(piece.to).toBeGreaterThan(piece.from);
        expect(piece.from % (piece.grain * MINUTE)).toBe(0);
        expect(piece.to % (piece.grain * MINUTE)).toBe(0);
        at = piece.to;
      }
      if (from < to) expect(at).toBe(to);
      expect(piecesOf({ from, to }).length).toBeLessThanOrEqual(7);
    }),
  );
});

test('a stretch that is too old for minutes is told by tens or hours', () => {
  const day = 1_440 * MINUTE;
  const from = (days: number) => aligned({ from: NOW - days * day, to: NOW - days * day + 61 * MINUTE }, NOW);
  expect(from(1)).toEqual({ from: NOW - day, to: NOW - day + 61 * MINUTE });
  // After a day minutes may have gone early, where statements are many.
  for (const days of [2, 5, 40]) {
    const { from: start, to } = from(days);
    const step = (days === 40 ? 60 : 10) * MINUTE;
    expect([start % step, to % step]).toEqual([0, 0]);
    expect(piecesOf({ from: start, to }).every(({ grain }) => grain * MINUTE >= step)).toBe(true);
  }
});

test('a chart has no more buckets than it may, each made of whole rows that are kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 * 24 * 90 }), fc.integer({ min: 0, max: 60 * 24 * 9 }), (length, ago) => {
      const to = NOW - ago * MINUTE;
      const from = to - length * MINUTE;
      const cut = bucketsOf({ from, to }, NOW, 60);
      expect(cut.step % cut.grain).toBe(0);
      expect((cut.to - cut.from) / MINUTE / cut.step).toBeLessThanOrEqual(62);
      const kept = grains.find(({ minutes: own }) => own === cut.grain)?.keptMs ?? 0;
      expect(from).toBeGreaterThanOrEqual(NOW - kept);
      expect([cut.from <= from, cut.to >= to]).toEqual([true, true]);
    }),
  );
});
