import { expect, test } from 'vitest';
import { runnersWords } from './runners.ts';

test('who sends a statement is named, alone where nearly all calls are its own', () => {
  const find = { route: '/phonebook', operation: 'findContactsAction', calls: 95 };
  const page = { route: '/phonebook/[id]', operation: null, calls: 5 };
  expect(runnersWords([])).toBe('');
  expect(runnersWords([find])).toBe('by Find contacts on /phonebook');
  expect(runnersWords([find, page])).toBe('mostly by Find contacts on /phonebook');
  expect(runnersWords([{ ...find, calls: 6 }, page])).toBe('by Find contacts on /phonebook and 1 other');
});
