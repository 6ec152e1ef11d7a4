import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress, truncateAddress } from '#lib/privacy/address.ts';

test('an address has one spelling', () => {
  expect(readAddress(' 10.1.2.3 ')).toBe('10.1.2.3');
  expect(readAddress('10.1.2.3:51234')).toBe('10.1.2.3');
  expect(readAddress('::ffff:10.1.2.3')).toBe('10.1.2.3');
  expect(readAddress('::FFFF:0A01:0203')).toBe('10.1.2.3');
  expect(readAddress('2001:0DB8:0000:0000:0000:0000:0000:0001')).toBe('2001:db8::1');
  expect(readAddress('2001:db8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
  expect(readAddress('[2001:db8::1]:443')).toBe('2001:db8::1');
  expect(readAddress('fe80::1%eth0')).toBe('fe80::1');
});

test('what is none is null', () => {
  const none = [
    '',
    'unknown',
    'example.com',
    '127.1',
    '0x7f000001',
    '2130706433',
    '010.1.2.3',
    '256.1.1.1',
    '1.2.3.4.5',
  ];
  for (const text of [...none, '10.1.2.3, 10.1.2.4', '10.1.2.3/24', ':::', '1::2::3', '[10.1.2.3', 'g::1'])
    expect(readAddress(text), text).toBeNull();
});

test('its network is what is left when it is truncated', () => {
  expect(truncateAddress('10.1.2.3')).toBe('10.1.2.0/24');
  expect(truncateAddress('::ffff:10.1.2.3')).toBe('10.1.2.0/24');
  expect(truncateAddress('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48');
  expect(truncateAddress('::1')).toBe('::/48');
  for (const text of ['10.1.2.3/16', 'nobody', '10.1.2.3/24/1x', '']) expect(truncateAddress(text)).not.toBe(text);
  expect(truncateAddress('10.1.2.3/16')).toBeNull();
});

test('any address reads the same again, and truncates to the same network', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const read = readAddress(text);
      expect(read).not.toBeNull();
      expect(readAddress(read ?? '')).toBe(read);
      const network = truncateAddress(text);
      expect(truncateAddress(read ?? '')).toBe(network);
      expect(truncateAddress(network ?? '')).toBe(network);
    }),
  );
});

test('any text at all is read without a fault', () => {
  fc.assert(fc.property(fc.string(), (text) => [readAddress(text), truncateAddress(text)].length === 2));
});
