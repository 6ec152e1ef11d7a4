import { expect, test } from 'vitest';
import { syntheticContact } from './synthetic.ts';

test('the same number is the same person, on every machine', () => {
  expect(syntheticContact(42)).toEqual(syntheticContact(42));
  expect(syntheticContact(42).employee_id).toBe('X-0000042');
});

test('names are as many and as mixed as in a large organisation', () => {
  const words = new Set<string>();
  for (let position = 1; position <= 100_000; position++) {
    for (const word of syntheticContact(position).full_name.split(' ')) words.add(word);
  }
  // 100,000 entries give these; a million gives about six times as many.
  expect(words.size).toBeGreaterThan(45_000);
  for (const script of [/\p{Script=Bengali}/u, /\p{Script=Cyrillic}/u, /\p{Script=Arabic}/u, /\p{Script=Greek}/u]) {
    expect([...words].some((word) => script.test(word))).toBe(true);
  }
});
