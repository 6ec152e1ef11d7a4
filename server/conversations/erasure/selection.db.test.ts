import { expect, test } from 'vitest';
import type { Subject } from '#lib/erasure/subject.ts';
import { sessionHashes } from '#server/conversations/erasure/selection.ts';
import { conversationStore } from '#server/conversations/erasure/store.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
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

test.each<Subject>([
  { kind: 'email', value: 'ann@bank.example' },
  { kind: 'address', value: '203.0.113.77' },
  { kind: 'session', value: 'badge-4242' },
])('an excerpt for a $kind shows what was said, and neither where from nor in which session', async (subject) => {
  await mainPool().query(
    `insert into conversations (session_id, client_ip, user_message, assistant_response) values ('badge-4242', '203.0.113.77', 'Is it ann@bank.example?', 'Yes.')`,
  );
  const signal = new AbortController().signal;
  const work = { signal, actorTag: 'test', place: null, savePlace: async () => undefined, report: () => undefined };
  const { counts, examples } = await conversationStore.find(await matcherOf(subject), work);
  expect(counts.turns).toBeGreaterThan(0);
  expect(examples.join()).toMatch(/^is it/i);
  expect(examples.join()).not.toMatch(/203\.0|badge/);
});
