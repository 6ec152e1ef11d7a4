import { expect, it } from 'vitest';
import { loggedPath } from '#server/core/listener/logged-path.ts';

it.each([
  ['/phonebook?q=martwick', '/phonebook'],
  ['/phonebook/417', '/phonebook/417'],
  ['/setup?token=abc', '/setup'],
  ['/reset/Zk3vX9secret', '/reset/…'],
  ['/api/phonebook/email/ada@example.org', '/api/phonebook/email/…'],
  ['/api/phonebook/mobile/01711000000', '/api/phonebook/mobile/…'],
  ['/phonebook/departments/Board%20of%20Ada', '/phonebook/departments/…'],
  ['/anything/ada@example.org/x', '/anything/…/x'],
  ['/anything/sb_0123456789012345678901234567890123456789012', '/anything/…'],
  [
    '/_next/static/chunks/0123456789012345678901234567890123456789012.js',
    '/_next/static/chunks/0123456789012345678901234567890123456789012.js',
  ],
])('%s is logged as %s', (url, logged) => {
  expect(loggedPath(url)).toBe(logged);
});
