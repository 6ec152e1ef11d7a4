import { expect, test } from 'vitest';
import { tickedWords } from './member.ts';

test('what is ticked on other pages is told', () => {
  expect(tickedWords(1, 0)).toBe('1 wording ticked');
  expect(tickedWords(3, 2)).toBe('3 wordings ticked, 2 on other pages');
  expect(tickedWords(2, 2)).toBe('2 wordings ticked, on other pages');
});
