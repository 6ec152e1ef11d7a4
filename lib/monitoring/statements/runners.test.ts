import { expect, test } from 'vitest';
import { runBySentence, runnersWords } from './runners.ts';

test('who sends a statement is named, alone where nearly all calls are its own', () => {
  const find = { route: '/phonebook', operation: 'findContactsAction', calls: 95 };
  const page = { route: '/phonebook/[id]', operation: null, calls: 5 };
  expect(runnersWords([])).toBe('');
  expect(runnersWords([find])).toBe('by Find contacts on /phonebook');
  expect(runnersWords([find, page])).toBe('mostly by Find contacts on /phonebook');
  expect(runnersWords([{ ...find, calls: 6 }, page])).toBe('by Find contacts on /phonebook and 1 other');
});

test('up to three of them are named in a sentence, and nobody where none is known', () => {
  const [first, second, third, fourth] = ['/a', '/b', '/c', '/d'].map((route) => ({
    route,
    operation: null,
    calls: 5,
  }));
  if (!first || !second || !third || !fourth) throw new Error('four are needed');
  expect(runBySentence([])).toBe('');
  expect(runBySentence([{ route: null, operation: null, calls: 9 }])).toBe('');
  expect(runBySentence([first])).toBe('It is run by the page /a.');
  expect(runBySentence([{ ...first, calls: 90 }, second])).toBe('It is run mostly by the page /a.');
  expect(runBySentence([first, second, third])).toBe('It is run by the page /a, the page /b and the page /c.');
  expect(runBySentence([first, second, third, fourth])).toBe(
    'It is run by the page /a, the page /b, the page /c and 1 other.',
  );
});
