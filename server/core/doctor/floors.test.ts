import { expect, it } from 'vitest';
import { isAtLeast } from '#server/core/doctor/floors.ts';

it.each([
  ['16.4.6', '16.4.1', true],
  ['16.4.1', '16.4.1', true],
  ['16.4.0', '16.4.1', false],
  ['16.10.0', '16.4.1', true],
  ['15.9.9', '16.4.1', false],
  ['24.21.0', '24', true],
  ['18.4.0-beta.17', '18.4', true],
])('%s against %s: %s', (version, floor, expected) => {
  expect(isAtLeast(version, floor)).toBe(expected);
});
