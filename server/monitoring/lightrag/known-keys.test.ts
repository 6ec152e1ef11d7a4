import { expect, test } from 'vitest';
import { KnownKeys } from './known-keys.ts';

test('a key is new once', () => {
  const known = new KnownKeys(1_024);
  const keys = Array.from({ length: 700 }, (_, index) => `key ${index}`);
  expect(keys.filter((key) => known.add(key))).toEqual(keys);
  expect(keys.filter((key) => known.add(key))).toEqual([]);
  expect(known.isExact).toBe(true);
});

test('one that is full still knows those it has, and says that it is no longer exact', () => {
  const known = new KnownKeys(8);
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const key of keys) known.add(key);
  expect(known.isExact).toBe(true);
  expect([known.add('g'), known.add('g')]).toEqual([true, true]);
  expect(keys.filter((key) => known.add(key))).toEqual([]);
  expect(known.isExact).toBe(false);
});
