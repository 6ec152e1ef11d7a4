import { describe, expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { ALL_TIME, blockLength, blocksOf, LAST_GRAIN, partsOf, quarterAt, quarterText } from './blocks.ts';

const count = (from: number, to: number) =>
  blocksOf(from, to).reduce((sum, run) => sum + (run.to - run.from) / blockLength(run.grain), 0);

/** The fewest blocks by looking everywhere: each block is a step from one of its edges to the other. */
function shortestWay(from: number, to: number): number {
  const steps = new Map([[from, 0]]);
  let reached = [from];
  for (let blocks = 1; ; blocks += 1) {
    const next: number[] = [];
    for (const place of reached) {
      if (place === to) return blocks - 1;
      for (let length = 1; length <= blockLength(LAST_GRAIN) && place % length === 0; length *= 4) {
        for (const neighbour of [place - length, place + length]) {
          if (steps.has(neighbour)) continue;
          steps.set(neighbour, blocks);
          next.push(neighbour);
        }
      }
    }
    reached = next;
  }
}

describe('blocks of a window', () => {
  test('are the window and nothing else, and no fewer would do', () => {
    const draw = randomOf(418);
    for (let round = 0; round < 60; round += 1) {
      const from = Math.floor((draw() - 0.3) * 30_000);
      const to = from + Math.floor(draw() ** 4 * 20_000);
      const covered = new Map<number, number>();
      for (const run of blocksOf(from, to)) {
        expect([run.from % blockLength(run.grain), run.to % blockLength(run.grain)].map(Math.abs)).toEqual([0, 0]);
        for (let at = run.from; at < run.to; at += 1) covered.set(at, (covered.get(at) ?? 0) + run.sign);
      }
      const wrong = [...covered].filter(([at, times]) => times !== (at >= from && at < to ? 1 : 0));
      expect(wrong).toEqual([]);
      expect([...covered.values()].filter((times) => times === 1)).toHaveLength(to - from);
      expect(count(from, to)).toBe(shortestWay(from, to));
    }
  });

  test('are few, however long it is', () => {
    expect(count(0, 4 ** 7 - 1)).toBe(2);
    expect(blocksOf(5, 5)).toEqual([]);
    expect(blocksOf(ALL_TIME.from, ALL_TIME.to)).toEqual([{ grain: 7, ...ALL_TIME, sign: 1 }]);
    expect(() => blocksOf(0.5, 3)).toThrow(RangeError);
    const year = quarterAt('2026-01-01T00:00:00Z');
    expect(count(year + 3, year + 3 + 90 * 96)).toBeLessThanOrEqual(16);
  });
});

test('quarters count from 2000 on, and before it', () => {
  expect(quarterAt('2000-01-01T01:15:00Z')).toBe(5);
  expect(quarterText(5)).toBe('2000-01-01T01:15:00.000');
  expect(quarterText(quarterAt('1999-12-31T23:45:00Z'))).toBe('1999-12-31T23:45:00.000');
  expect(() => quarterAt('2026-11-18T10:05:00Z')).toThrow('not at a quarter');
});

test('parts of a window follow each other, fill it and are cut at its ends', () => {
  for (const days of [1, 7, 30, 90, 3_650]) {
    const parts = partsOf(37, 37 + days * 96, 64);
    expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([37, 37 + days * 96]);
    expect(parts.length).toBeGreaterThan(15);
    expect(parts.length).toBeLessThanOrEqual(64);
    for (const [place, part] of parts.entries()) if (place > 0) expect(part.from).toBe(parts[place - 1]?.to);
  }
  expect(partsOf(4, 4, 64)).toEqual([]);
});
