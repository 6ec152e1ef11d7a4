import { expect, test } from 'vitest';
import { sessionHashes } from '#server/conversations/erasure/selection.ts';
import { hashedSession } from '#server/core/privacy/session-handle.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

test('the hash of an id that is an e-mail address is found in the cases that people write', () => {
  const hashes = sessionHashes({ kind: 'email', value: 'anna.LEE@bank.example' });
  const written = ['anna.LEE@bank.example', 'anna.lee@bank.example', 'Anna.Lee@bank.example', 'ANNA.LEE@BANK.EXAMPLE'];
  expect(new Set(hashes)).toEqual(new Set([...written, 'Anna.lee@bank.example'].map(hashedSession)));
});

test('the hash of an id that is a number is found with and without a plus sign', () => {
  const hashes = sessionHashes({ kind: 'number', value: '+1 202-555' });
  expect(hashes).toEqual(['+1 202-555', '1202555', '+1202555'].map(hashedSession));
});
