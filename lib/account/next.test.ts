import { expect, it } from 'vitest';
import { pathAfterSignIn } from '#lib/account/next.ts';

it.each([
  ['/phonebook?q=ada&page=2', '/phonebook?q=ada&page=2'],
  ['/', '/'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
  ['phonebook', '/'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example/', '/'],
  ['/\\elsewhere.example', '/'],
  ['/\t/elsewhere.example', '/'],
  ['/.//elsewhere.example', '/'],
  ['/login?next=/login', '/'],
  ['javascript:alert(1)', '/'],
])('after signing in, %j leads to %s', (next, path) => {
  expect(pathAfterSignIn(next)).toBe(path);
});
