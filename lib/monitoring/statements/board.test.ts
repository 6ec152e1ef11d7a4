import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultRules, rulesWith } from '#lib/monitoring/rules/in-force.ts';
import { boardOf, slowerSince, type WindowStatement } from './board.ts';
import { addFigures, type Figures, figureNames, noFigures, orders, sumFigures } from './figures.ts';

function statement(id: string, now: Partial<Figures>, facts: Partial<WindowStatement> = {}): WindowStatement {
  return {
    id,
    name: id,
    text: id,
    nested: false,
    watching: false,
    before: noFigures,
    now: { ...noFigures, ...now },
    ...facts,
  };
}

const none = { counted: noFigures, apart: noFigures };

describe('the board', () => {
  test('shares are of what counts; watching and nested statements have none', () => {
    const board = boardOf(
      [
        statement('a', { calls: 10, ms: 60 }),
        statement('b', { calls: 1, ms: 20 }),
        statement('w', { calls: 5, ms: 900 }, { watching: true }),
        statement('n', { calls: 5, ms: 50 }, { nested: true }),
      ],
      { counted: { ...noFigures, calls: 2, ms: 20 }, apart: { ...noFigures, ms: 7 } },
      new Map(),
      { order: 'total', most: 10, rules: defaultRules },
    );
    expect(board.rows.map(({ id, share }) => [id, share])).toEqual([
      ['w', null],
      ['a', 0.6],
      ['n', null],
      ['b', 0.2],
    ]);
    expect(board.others.figures.ms).toBe(20);
    expect(board.watching.ms).toBe(900);
  });

  test('slow is long, however few the calls, or over three times its own usual', () => {
    const slow = (now: Partial<Figures>, usual?: number, rules = defaultRules) =>
      boardOf([statement('a', now)], none, new Map(usual === undefined ? [] : [['a', usual]]), {
        order: 'total',
        most: 5,
        rules,
      }).rows[0]?.slow;
    expect(slow({ calls: 20, ms: 2_020 })).toEqual({ kind: 'long' });
    expect(slow({ calls: 19, ms: 1_140_000 })).toEqual({ kind: 'long' });
    expect(slow({ calls: 1, ms: 101 })).toEqual({ kind: 'long' });
    expect(slow({ calls: 20, ms: 2_000 })).toBeNull();
    expect(slow({ calls: 2, ms: 14 }, 2)).toEqual({ kind: 'slower', ratio: 3.5 });
    expect(slow({ calls: 2, ms: 12 }, 2)).toBeNull();
    expect(slow({ calls: 20, ms: 10 }, 0.1)).toBeNull();
    const lax = rulesWith({
      'statements.slow': { warn: { limit: 200, holdSeconds: 0 } },
      'statements.slower': { off: true, warn: { limit: 4, holdSeconds: 0 } },
    });
    expect(slow({ calls: 20, ms: 2_020 }, undefined, lax)).toBeNull();
    expect(slow({ calls: 20, ms: 4_020 }, undefined, lax)).toEqual({ kind: 'long' });
    expect(slow({ calls: 2, ms: 14 }, 2, lax)).toBeNull();
    expect(slow({ calls: 2, ms: 18 }, 2, lax)).toEqual({ kind: 'slower', ratio: 4.5 });
  });

  test('what is marked as slow is said by the limits that hold', () => {
    const words = (rules = defaultRules) => boardOf([], none, new Map(), { order: 'total', most: 5, rules }).slowWords;
    expect(words()).toBe('Slow is a mean over 100 ms, or over 3 times its own median of 7 days and 1 ms.');
    const lax = { 'statements.slow': { warn: { limit: 2_000, holdSeconds: 0 } } };
    expect(words(rulesWith(lax))).toContain('over 2,000 ms, or');
  });

  test('by change, first stands what cost most time more than at the other window’s mean', () => {
    const board = boardOf(
      [
        statement('much slower, seldom', { calls: 1, ms: 50 }, { before: { ...noFigures, calls: 5, ms: 5 } }),
        statement('a little slower, often', { calls: 1_000, ms: 2_000 }, { before: { ...noFigures, calls: 9, ms: 9 } }),
        statement('new', { calls: 2, ms: 90 }),
        statement('faster', { calls: 500, ms: 500 }, { before: { ...noFigures, calls: 5, ms: 50 } }),
      ],
      none,
      new Map(),
      { order: 'change', most: 10, rules: defaultRules },
    );
    expect(board.rows.map(({ id }) => id)).toEqual(['a little slower, often', 'new', 'much slower, seldom', 'faster']);
  });

  test('rows and others make up the total exactly, whatever the order', () => {
    const figures = fc.record({
      calls: fc.integer({ min: 1, max: 99 }),
      ms: fc.nat(999),
      rows: fc.nat(9),
      hit: fc.nat(9),
      read: fc.nat(9),
      written: fc.nat(9),
      temp: fc.nat(9),
      ioMs: fc.nat(9),
    });
    const list = fc.uniqueArray(fc.record({ id: fc.nat(99).map(String), now: figures, watching: fc.boolean() }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(
        list,
        figures,
        fc.constantFrom(...orders),
        fc.integer({ min: 0, max: 9 }),
        (all, counted, order, most) => {
          const board = boardOf(
            all.map(({ id, now, watching }) => statement(id, now, { watching })),
            { counted, apart: noFigures },
            new Map(),
            { order, most, rules: defaultRules },
          );
          const shown = board.rows
            .filter(({ share, watching }) => share !== null || !watching)
            .filter(({ watching }) => !watching);
          const sum = addFigures(sumFigures(shown.map(({ figures: one }) => one)), board.others.figures);
          for (const name of figureNames) expect(sum[name]).toBe(board.total[name]);
        },
      ),
    );
  });
});

describe('since when it is slower', () => {
  const points = (...means: (number | null)[]) =>
    means.map((mean, place) => ({ at: place, calls: mean === null ? 0 : 2, ms: (mean ?? 0) * 2 }));

  test('the start of the last stretch without a break; pauses break nothing', () => {
    expect(slowerSince(points(2, 9, 2, 8, null, 5, 9), 2, defaultRules)).toBe(3);
    expect(slowerSince(points(9, 9, 2), 2, defaultRules)).toBeNull();
    expect(slowerSince(points(null, 9, null), 2, defaultRules)).toBe(1);
    expect(slowerSince([], 2, defaultRules)).toBeNull();
  });
});
