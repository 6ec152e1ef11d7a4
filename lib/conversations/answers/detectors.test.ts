import { expect, test } from 'vitest';
import { percentOf } from './detectors.ts';

test('a share is never rounded up to all and nothing has none', () => {
  expect(percentOf(999, 1000)).toBe('99 %');
  expect(percentOf(7, 7)).toBe('100 %');
  expect(percentOf(0, 0)).toBe(null);
});
