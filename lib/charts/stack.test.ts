import { expect, test } from 'vitest';
import { stackOf } from './stack.ts';

test('a bar holds all turns, a state on the other', () => {
  expect(stackOf({ answered: 10, unanswered: 2, partial: 3, unknown: 1 })).toEqual([
    { state: 'answered', from: 0, to: 10 },
    { state: 'unanswered', from: 10, to: 12 },
    { state: 'partial', from: 12, to: 15 },
    { state: 'unknown', from: 15, to: 16 },
  ]);
});
