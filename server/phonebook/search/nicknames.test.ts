import { expect, test } from 'vitest';
import { namesMeantBy, petStem } from './nicknames.ts';

test.each([
  ['bob', 'robert', 'short'],
  ['robert', 'bob', 'formal'],
  ['sasha', 'aleksandr', 'short'],
  ['pepe', 'jose', 'short'],
  ['liz', 'beth', 'sibling'],
])('%s may mean %s', (said, meant, how) => {
  expect(namesMeantBy(said).get(meant)?.how).toBe(how);
});

test('a name does not mean itself, nor a stranger', () => {
  expect(namesMeantBy('robert').has('robert')).toBe(false);
  expect(namesMeantBy('bob').has('mary')).toBe(false);
});

test('a pet form that no list holds shares its beginning with the formal name', () => {
  expect(petStem('zahirry')).toBe('zahir');
  expect(petStem('mary')).toBeNull();
  expect(petStem('karim')).toBeNull();
  expect(petStem('ly')).toBeNull();
});
