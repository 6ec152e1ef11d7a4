import fc from 'fast-check';
import { expect, it } from 'vitest';
import { networkOf } from '#server/core/auth/client-address.ts';

it('counts an IPv6 line by its /64', () => {
  expect(networkOf('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64');
  expect(networkOf('2001:0DB8:0001:0002:ffff:ffff:ffff:ffff')).toBe('2001:db8:1:2::/64');
  expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'));
});

it('counts IPv4 by the address, also when it comes mapped into IPv6', () => {
  expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
  expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(networkOf('fe80::1%eth0')).toBe('fe80::/64');
});

it('keeps every address of one /64 together', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.tuple(group, group, group, group), fc.tuple(group, group, group, group), (line, host) => {
      const text = (groups: number[]) => groups.map((part) => part.toString(16)).join(':');
      // ::ffff:0:0/96 and its like are not lines that are given out.
      fc.pre(line.some((part) => part !== 0));
      expect(networkOf(`${text(line)}:${text(host)}`)).toBe(networkOf(`${text(line)}:0:0:0:1`));
    }),
  );
});

it.each([null, undefined, '', 'not an address', '999.1.1.1'])('calls %s unknown', (address) => {
  expect(networkOf(address)).toBe('unknown');
});
