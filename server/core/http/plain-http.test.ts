import { expect, it } from 'vitest';
import { plainHttpHost } from '#server/core/http/plain-http.ts';

it.each([
  [undefined, 'localhost:3000', null],
  [undefined, '127.0.0.1:3000', null],
  [undefined, '[::1]:3000', null],
  [undefined, '10.1.2.3:3000', '10.1.2.3:3000'],
  [undefined, '127.evil.example', '127.evil.example'],
  ['https://board.example.org', '10.1.2.3:3000', null],
  ['http://board.example.org', 'localhost:3000', 'board.example.org'],
])('BASE_URL %s asked for as %s: %s', (baseUrl, host, expected) => {
  expect(plainHttpHost(baseUrl, host)).toBe(expected);
});
