import { expect, test } from 'vitest';
import { mailHref } from '#lib/phonebook/shown.ts';

test('an address is written to', () => {
  expect(mailHref(' rob.martin+desk@example.org')).toBe('mailto:rob.martin%2Bdesk@example.org');
});

test('what follows an address adds no heads to the letter', () => {
  expect(mailHref('rob@example.org?bcc=eve@example.org')).toBeNull();
  expect(mailHref('rob@example.org?bcc=eve')).toBe('mailto:rob@example.org%3Fbcc%3Deve');
});

test.each(['https://example.org/contact', 'javascript:alert(1)//@x', 'none', ''])('%j is no address', (value) => {
  expect(mailHref(value)).toBeNull();
});
