import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInstant } from '#lib/conversations/instant.ts';

const moment = '2026-11-24 10:02:03.123456';

describe('any ISO spelling of one moment', () => {
  test.each([
    ['2026-11-24T10:02:03.123456Z'],
    ['2026-11-24T10:02:03.123456'],
    ['2026-11-24 10:02:03.123456'],
    ['2026-11-24t10:02:03,123456z'],
    ['2026-11-24T10:02:03.123456999+00:00'],
    ['2026-11-24T10:02:03.123456-00'],
    ['2026-11-24T10:02:03.123456 UTC'],
    ['2026-11-24T15:47:03.123456+05:45'],
    ['2026-11-24T15:47:03.123456+0545'],
    ['2026-11-23T23:02:03.123456-11:00'],
    ['2026-11-23T23:02:03.123456\u221211'],
    ['20261124T100203.123456Z'],
    ['20261124T100203,123456'],
    ['2026-W48-2T10:02:03.123456Z'],
    ['2026W482T100203.123456Z'],
    ['2026-328T10:02:03.123456Z'],
    ['2026328T100203.123456'],
    [' 2026-11-24T10:02:03.123456Z '],
  ])('%s', (text) => {
    expect(readInstant(text)?.text).toBe(moment);
  });
});

test.each([
  ['2026-11-24', '2026-11-24 00:00:00.000000'],
  ['2026-11-24T10', '2026-11-24 10:00:00.000000'],
  ['2026-11-24T10:02', '2026-11-24 10:02:00.000000'],
  ['2026-11-24T10:02:03.1', '2026-11-24 10:02:03.100000'],
  ['2026-12-31T24:00:00Z', '2027-01-01 00:00:00.000000'],
  ['2016-12-31T23:59:60Z', '2017-01-01 00:00:00.000000'],
  ['2024-02-29', '2024-02-29 00:00:00.000000'],
  ['2024-366', '2024-12-31 00:00:00.000000'],
  ['2020-W53-7', '2021-01-03 00:00:00.000000'],
  ['0001-01-01', '0001-01-01 00:00:00.000000'],
])('%s is %s', (text, expected) => {
  expect(readInstant(text)?.text).toBe(expected);
});

test.each([
  ...[
    '',
    'yesterday',
    '2026',
    '2026-11',
    '2026-13-01',
    '2026-00-10',
    '2026-02-30',
    '2025-02-29',
    '2025-366',
    '2026-000',
  ],
  ...[
    '2021-W53-1',
    '2026-W00-1',
    '2026-11-24T',
    '2026-11-24T25:00',
    '2026-11-24T24:00:01',
    '2026-11-24T10:60',
    '2026-11-24T10:02:61',
  ],
  ...[
    '2026-11-24T10:02:03.',
    '2026-11-24T10:02:03+24:00',
    '2026-11-24T10:02:03 CET',
    '1795747553346',
    '2026-11-24T10:02:03ZZ',
  ],
  ...['+2026-11-24', '2026-11-24T10:02:03.123\u0000', '٢٠٢٦-١١-٢٤'],
])('%j is no time', (text) => {
  expect(readInstant(text)).toBeNull();
});

test('agrees with Date to the second, whatever the zone, and keeps every microsecond', () => {
  const date = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
  const offset = fc.integer({ min: -23 * 60, max: 23 * 60 });
  fc.assert(
    fc.property(date, offset, fc.integer({ min: 0, max: 999_999 }), (instant, minutes, micro) => {
      const whole = Math.floor(instant.getTime() / 1000) * 1000;
      const local = new Date(whole + minutes * 60_000).toISOString();
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const zone = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
      const fraction = String(micro).padStart(6, '0');
      fc.pre(!/^[+-]/.test(local));
      const read = readInstant(`${local.slice(0, 19)}.${fraction}${zone}`);
      expect(read).toEqual({
        text: `${new Date(whole).toISOString().slice(0, 19).replace('T', ' ')}.${fraction}`,
        milliseconds: whole,
      });
    }),
  );
});
