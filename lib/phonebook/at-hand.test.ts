import { expect, test } from 'vitest';
import { type AtHand, shortNumber, withRecent } from '#lib/phonebook/at-hand.ts';

const [ada, bob, cyd] = ['Ada', 'Bob', 'Cyd'].map((name, id) => ({ id, name, role: '', number: null, dial: null }));
if (!ada || !bob || !cyd) throw new Error('Three people are needed.');
const atHand: AtHand = { favourites: [ada, cyd], recents: [cyd, ada] };
const names = (list: AtHand['favourites']) => list.map((one) => one.name);

test('who was used comes first, once', () => {
  expect(names(withRecent(atHand, ada).recents)).toEqual(['Ada', 'Cyd']);
  expect(names(withRecent(atHand, bob).recents)).toEqual(['Bob', 'Cyd', 'Ada']);
});

test('a short number is the end of a long one', () => {
  expect(shortNumber('217-782-1035')).toBe('1035');
  expect(shortNumber('412')).toBe('412');
});
