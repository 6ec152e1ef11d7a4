import { expect, test } from 'vitest';
import { boundsWords } from './time-words.ts';

const words = (from: string | null, to: string | null, zone = 'Asia/Dhaka') => boundsWords({ from, to }, zone);

test('whole days of the zone are named as days', () => {
  expect(words('2026-11-08T18:00:00Z', '2026-11-09T18:00:00Z')).toBe('9 Nov 2026');
  expect(words('2026-11-08T18:00:00Z', '2026-11-15T18:00:00Z')).toBe('9 Nov 2026 to 15 Nov 2026');
  expect(words('2026-10-31T04:00:00Z', '2026-11-02T05:00:00Z', 'America/New_York')).toBe('31 Oct 2026 to 1 Nov 2026');
});

test('other bounds are told by the clocks of the zone', () => {
  expect(words('2026-11-08T20:00:00Z', '2026-11-08T21:00:00Z')).toBe('9 Nov 2026, 02:00 to 03:00');
  expect(words('2026-11-08T17:00:00Z', '2026-11-08T18:00:00Z')).toBe('8 Nov 2026, 23:00 to 9 Nov 2026, 00:00');
  expect(words('2026-11-08T18:00:00Z', '2026-11-09T03:15:00.000001Z')).toBe('9 Nov 2026, 00:00 to 09:15');
});

test('an open side is said, and none is nothing', () => {
  expect(words('2026-11-08T18:00:00Z', null)).toBe('from 9 Nov 2026, 00:00');
  expect(words(null, '2026-11-08T18:30:00Z')).toBe('before 9 Nov 2026, 00:30');
  expect(words(null, null)).toBeNull();
});
