import { expect, it } from 'vitest';
import { passwordFault } from '#server/core/auth/password-rules.ts';

const ines = { email: 'ines.moreau@switchboard.internal', name: 'Ines Moreau' };

it.each([
  ['short', 'eleven-char'],
  ['the list', '123456789012'],
  ['the list, in capitals', 'UNBELIEVABLE'],
  ['one with digits behind', 'password1234'],
  ['one with signs around', '!!Dragon2024!'],
  ['one repeated', 'qwertyqwerty'],
  ['one character', 'aaaaaaaaaaaaaaaa'],
  ['own address', 'ines.moreau@switchboard.internal'],
  ['own name and a year', 'InesMoreau2026'],
])('refuses %s', (_, password) => {
  expect(passwordFault(password, ines)).toMatch(/^(Use|This).*\.$/);
});

it.each(['correct horse battery', 'শব্দ-তালিকা-ভোর-নদী', 'xxxkD7-vu2_Qm9pLs', 'a moreau of a long sentence'])(
  'takes %s',
  (password) => {
    expect(passwordFault(password, ines)).toBeNull();
  },
);

it('takes 256 characters and no more', () => {
  const long = 'Qa7-'.repeat(63);
  expect(passwordFault(`${long}zxyw`, ines)).toBeNull();
  expect(passwordFault(`${long}zxywv`, ines)).toBe('Use at most 256 characters.');
});
