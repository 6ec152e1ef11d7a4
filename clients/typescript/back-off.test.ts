import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullJitter, readRetryAfter } from './back-off.ts';

test('a wait is anything from nothing to the bound, which doubles up to the cap', () => {
  const limits = { baseMs: 100, capMs: 30_000 };
  expect(fullJitter(1, limits, () => 1)).toBe(100);
  expect(fullJitter(4, limits, () => 1)).toBe(800);
  expect(fullJitter(4, limits, () => 0)).toBe(0);
  fc.assert(fc.property(fc.nat(5000), (attempt) => fullJitter(attempt + 1, limits, () => 1) <= 30_000));
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-27T10:00:00Z');
  expect(readRetryAfter('7', now)).toBe(7000);
  expect(readRetryAfter('Fri, 27 Nov 2026 10:00:05 GMT', now)).toBe(5000);
  expect(readRetryAfter('Fri, 27 Nov 2026 09:00:00 GMT', now)).toBe(0);
  expect(readRetryAfter('soon', now)).toBeNull();
  expect(readRetryAfter(undefined, now)).toBeNull();
});
