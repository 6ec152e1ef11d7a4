import { expect, it } from 'vitest';
import { formatDuration, formatMilliseconds, formatShare, formatSigned } from './figures.ts';

it('a share is in percent with one decimal', () => {
  expect([formatShare(0.6842), formatShare(1), formatShare(0)]).toEqual(['68.4', '100.0', '0.0']);
});

it('a duration is in ms under a second and in s from there', () => {
  expect([20, 500, 1_000, 1_500, 10_000, 1e7].map(formatDuration)).toEqual([
    '20 ms',
    '500 ms',
    '1 s',
    '1.5 s',
    '10 s',
    '10,000 s',
  ]);
});

it('milliseconds are whole, thousands apart', () => {
  expect(formatMilliseconds(4_165.6)).toBe('4,166');
});

it('a change bears its sign, and none when it rounds to zero', () => {
  expect([7.14, -0.3, 0.04, -0.04].map((value) => formatSigned(value, 1))).toEqual(['+7.1', '−0.3', '0.0', '0.0']);
});
