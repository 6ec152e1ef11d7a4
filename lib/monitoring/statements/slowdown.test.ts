import { expect, test } from 'vitest';
import { noFigures } from './figures.ts';
import { slowdownOf } from './slowdown.ts';

const ran = (factor: number, calls = 10) => ({ figures: { ...noFigures, calls, ms: 2 * factor * calls }, usualMs: 2 });

test('how much slower all are is the median, so that one slow statement does not count as all', () => {
  expect(slowdownOf([ran(1), ran(1), ran(1), ran(50), ran(1)])).toBe(1);
  expect(slowdownOf([ran(3), ran(4), ran(5), ran(50), ran(1)])).toBe(4);
  expect(slowdownOf([ran(0.2), ran(0.3), ran(0.1), ran(0.4), ran(0.5)])).toBe(1);
});

test('too few say nothing, and neither do those that hardly ran or of which nothing is known', () => {
  expect(slowdownOf([ran(9), ran(9), ran(9), ran(9)])).toBe(1);
  expect(slowdownOf([ran(9), ran(9), ran(9), ran(9), ran(9, 2)])).toBe(1);
  expect(slowdownOf([ran(9), ran(9), ran(9), ran(9), { ...ran(9), usualMs: null }])).toBe(1);
});
