import { expect, test } from 'vitest';
import { beforeWriting, isAhead, withKey } from './typed.ts';

test('keys pressed while the address is on its way are kept', () => {
  let typed = withKey(undefined, '', 'Za');
  typed = beforeWriting(typed, 'Za') ?? typed;
  typed = withKey(typed, '', 'Zah');
  expect(isAhead(typed, '')).toBe(true);
  expect(isAhead(typed, 'Za')).toBe(true);
  expect(withKey(typed, 'Za', 'Zaha').text).toBe('Zaha');
});

test('an address that arrives as typed, or from elsewhere, wins', () => {
  const typed = withKey(undefined, '', 'Za');
  expect(isAhead(typed, 'Za')).toBe(false);
  expect(isAhead(typed, 'bob')).toBe(false);
  expect(isAhead(undefined, '')).toBe(false);
});
