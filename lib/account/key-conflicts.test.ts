import { expect, test } from 'vitest';
import { conflictWords } from './key-conflicts.ts';

test.each([
  [1, '1 id came again with another body'],
  [1_000, '1,000 ids came again with another body'],
  [1_001, 'over 1,000 ids came again with another body'],
])('%i is told as %j', (count, words) => {
  expect(conflictWords(count)).toBe(words);
});
