import { expect, it } from 'vitest';
import { decidedWords } from './decided-words.ts';

it('tells of all groups in one sentence, and why some failed', () => {
  const changed = 'Somebody changed this group.';
  expect(decidedWords(1, 'pinned', [])).toBe('1 group pinned.');
  expect(decidedWords(3, 'pinned', [])).toBe('3 groups pinned.');
  expect(decidedWords(2, 'pinned', [changed])).toBe('2 groups pinned, 1 not: Somebody changed this group.');
  expect(decidedWords(0, 'pinned', [changed, changed])).toBe('Not pinned: Somebody changed this group.');
});
