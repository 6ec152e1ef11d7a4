import { expect, it } from 'vitest';
import { parseTurnFilter } from '#lib/measures/turn-filter.ts';

it.each([
  ['2026-11-18T04:30Z', '2026-11-18T04:30:00Z'],
  ['2026-11-18T04:30:00.000Z', '2026-11-18T04:30:00Z'],
  ['2026-11-18T04:30:00.123450Z', '2026-11-18T04:30:00.12345Z'],
  ['2026-11-18T24:00:00Z', '2026-11-19T00:00:00Z'],
])('reads %s as one spelling of its instant', (text, read) => {
  expect(parseTurnFilter({ from: text, to: text })).toMatchObject({ from: read, to: read });
});

it.each([
  '2026-02-30T00:00Z',
  '2026-11-31T00:00:00Z',
  '2026-11-18T25:00:00Z',
  '2026-11-18T04:30:60Z',
  '0000-01-01T00:00:00Z',
  '2026-11-18',
  '2026-11-18T04:30:00',
])('takes %s for no instant', (text) => {
  expect(parseTurnFilter({ from: text, to: text })).toMatchObject({ from: null, to: null });
});
