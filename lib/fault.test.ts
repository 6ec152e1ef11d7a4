import { expect, test } from 'vitest';
import { faultOf, UNANSWERED } from './fault.ts';

test('a dependency that gave no answer is told in words, any other fault by its digest', () => {
  expect(faultOf(UNANSWERED).title).toBe('The database did not answer');
  expect(faultOf(UNANSWERED).logged).toBeUndefined();
  expect(faultOf('3141592')).toMatchObject({ title: 'This page could not be made', logged: '3141592' });
  expect(faultOf(undefined).logged).toBeUndefined();
});
