import { expect, test } from 'vitest';
import { formatBytes } from './bytes.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1024, '1 kB'],
  [12_600, '12.3 kB'],
  [3 * 1024 ** 2, '3 MB'],
  [256 * 1024 ** 2, '256 MB'],
  [1.5 * 1024 ** 3, '1.5 GB'],
  [-2048, '-2 kB'],
])('%d is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
