import { expect, test } from 'vitest';
import { holderName, workTitle, workWords } from '#lib/monitoring/pool/work-words.ts';

test('work is said as what it is: a page, an action, a handler, a job, or unknown', () => {
  expect(workWords({ route: '/phonebook/[id]', operation: null })).toBe('the page /phonebook/[id]');
  expect(workWords({ route: '/phonebook', operation: 'findContactsAction' })).toBe('Find contacts on /phonebook');
  expect(workWords({ route: 'GET /phonebook/export', operation: null })).toBe('GET /phonebook/export');
  expect(workWords({ route: null, operation: 'import.apply' })).toBe('the job import.apply');
  expect(workWords({ route: null, operation: null })).toBe('unknown work');
  expect(workTitle({ route: '/phonebook', operation: null })).toBe('The page /phonebook');
});

test('who it is for is told by name where one is known, and never guessed', () => {
  const page = { route: '/phonebook', operation: null };
  const names = { 'user:1': 'Ines Moreau', 'key:2': 'bot-prod' };
  expect(holderName({ ...page, actor: 'user:1' }, names)).toBe('Ines Moreau');
  expect(holderName({ ...page, actor: 'key:2' }, names)).toBe('key bot-prod');
  expect(holderName({ ...page, actor: 'user:0123456789' }, names)).toBe('person 01234567');
  expect(holderName({ ...page, actor: 'key:0123456789' }, names)).toBe('key 01234567');
  expect(holderName({ ...page, actor: null }, names)).toBe('not known yet');
  expect(holderName({ route: null, operation: 'import.apply', actor: null }, names)).toBe('Switchboard');
  expect(holderName({ route: null, operation: null, actor: null }, names)).toBe('unknown');
});
