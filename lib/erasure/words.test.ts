import { expect, test } from 'vitest';
import { allWords, countsWords, progressWords } from '#lib/erasure/words.ts';

test('counts are told with their nouns, sessions as the place of turns', () => {
  expect(countsWords({ turns: 1_200, sessions: 3, reports: 0 })).toBe('1,200 turns in 3 sessions');
  expect(countsWords({ entries: 1, 'changes in their history': 1 })).toBe('1 entry, 1 change in their history');
  expect(
    allWords([
      { store: 'a', counts: { turns: 1, sessions: 1 }, tables: [] },
      { store: 'b', counts: {}, tables: [] },
    ]),
  ).toBe('1 turn in 1 session');
});

test('progress is a sentence', () => {
  expect(progressWords({ done: 0, total: 0 }, true)).toMatch(/^Waiting/);
  expect(progressWords({ store: 'conversations', done: 1, total: 4 }, true)).toBe('Reading: Conversations, 25 %.');
  expect(progressWords({ store: 'phonebook', done: 0, total: 0 }, false)).toBe('Erasing: Phonebook.');
  expect(progressWords({ store: 'waiting', done: 0, total: 0 }, false)).toMatch(/^Waiting for an import/);
  expect(progressWords({ store: 'vacuum', done: 1, total: 12 }, false)).toBe('Freeing the space in 12 tables.');
});
