import { expect, test } from 'vitest';
import { baseOfPrefix, prefixOf } from './key-prefix.ts';

test.each([
  ['bulk:12', 'bulk'],
  ['switchboard:phonebook.part:{"department":"Sales"}:abc', 'switchboard:phonebook.part'],
  ['switchboard:home.contacts:abc', 'switchboard:home.contacts'],
  ['lightrag:staff_handbook:query:0cc175b9c0f1b6a831c399e269772661', 'lightrag:staff_handbook:query'],
  ['lightrag:staff:other', 'lightrag'],
  ['lightrag:a\u0000b:query:0cc175b9c0f1b6a831c399e269772661', '(other prefixes)'],
  ['lightrag:a\nb:query:0cc175b9c0f1b6a831c399e269772661', '(other prefixes)'],
  ['lightrag:a\ud800b:query:0cc175b9c0f1b6a831c399e269772661', '(other prefixes)'],
  ['lightrag:Müller 😀:query:0cc175b9c0f1b6a831c399e269772661', 'lightrag:Müller 😀:query'],
  ['session', '(no prefix)'],
  ['ada@example.org:cart', '(other prefixes)'],
  ['+4930123456:seen', '(other prefixes)'],
  ['u20261127:x', '(other prefixes)'],
])('%s is of %s', (key, prefix) => {
  expect(prefixOf(key)).toBe(prefix);
});

test('the knowledge base of a prefix is known again, whatever is in its name', () => {
  expect(baseOfPrefix('lightrag:a:query:b:query')).toBe('a:query:b');
  expect(baseOfPrefix('lightrag:handbook')).toBeNull();
  expect(baseOfPrefix('session')).toBeNull();
});
