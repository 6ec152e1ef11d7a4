import { expect, test } from 'vitest';
import { readPid, sessionHref } from './params.ts';

test('an address chooses a session, and nothing where it names none', () => {
  expect(sessionHref(4312)).toBe('/monitoring/locks?pid=4312');
  expect(sessionHref(-812)).toBe('/monitoring/locks');
  expect(readPid({ pid: '4312' })).toBe(4312);
  expect(readPid({ pid: ['7', '8'] })).toBe(7);
  for (const pid of ['', '0', '-3', '1.5', 'psql', '99999999999']) expect(readPid({ pid }), pid).toBeNull();
  expect(readPid({})).toBeNull();
});
