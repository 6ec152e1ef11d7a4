import { expect, test } from 'vitest';
import { answersOf, foldQuestion, parseCacheKey } from './cache-key.ts';

test('a question is folded as Python folds it', () => {
  expect(foldQuestion('  How do I\tREACH\u00a0the\nhelp   desk? ')).toBe('how do i reach the help desk?');
  expect(foldQuestion('\u001fÉcole\u0085fermée\u3000')).toBe('école fermée');
});

test('the knowledge base of a key, whatever its name', () => {
  const md5 = '0cc175b9c0f1b6a831c399e269772661';
  expect(parseCacheKey(`lightrag:staff:query:${md5}`)).toEqual({ base: 'staff', md5 });
  expect(parseCacheKey(`lightrag:a:query:b:query:${md5}`)).toEqual({ base: 'a:query:b', md5 });
  expect(parseCacheKey(`lightrag:staff:query:${md5}0`)).toBeNull();
  expect(parseCacheKey(`xlightrag:staff:query:${md5}`)).toBeNull();
});

test('a name with signs of a pattern stands for itself', () => {
  expect(answersOf('a*[b]?')).toBe('lightrag:a\\*\\[b\\]\\?:query:*');
});
