import { expect, test } from 'vitest';
import { isMeanStale, isRegroupDue } from './due.ts';

test.each([
  [49, 0, false],
  [50, 0, true],
  [99, 50, false],
  [100, 50, true],
  [799, 400, false],
  [879, 800, false],
  [880, 800, true],
  [10_999, 10_000, false],
  [11_000, 10_000, true],
])('%i texts after %i: %s', (texts, grouped, due) => {
  expect(isRegroupDue(texts, grouped)).toBe(due);
});

test('a mean holds until there are twice the texts', () => {
  expect(isMeanStale(199, 100)).toBe(false);
  expect(isMeanStale(200, 100)).toBe(true);
  expect(isMeanStale(1, 0)).toBe(true);
});
