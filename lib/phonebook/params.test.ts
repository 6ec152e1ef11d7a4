import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstParams, parsePhonebookParams, phonebookHref, sortHref } from './params.ts';

test('a bad address is page 1 of everybody', () => {
  const bad = { page: '-3', sort: 'salary', dir: 'sideways', kind: 'ghost', deleted: 'maybe', open: 'x' };
  expect(parsePhonebookParams(bad)).toEqual(firstParams);
});

test('whatever an address says, it can be read', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.constant(undefined));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('q', 'page', 'sort', 'department', 'open', 'x'), value), (search) => {
      const params = parsePhonebookParams(search);
      expect(params.page).toBeGreaterThanOrEqual(1);
      expect(params.q).not.toContain('\0');
    }),
  );
});

test('an address that was written is read back the same', () => {
  const params = {
    ...firstParams,
    q: 'anné & co',
    department: 'R&D / 2',
    sort: 'changed',
    dir: 'desc',
    page: 3,
    open: 7,
  } as const;
  const search = Object.fromEntries(new URL(phonebookHref(params), 'http://host').searchParams);
  expect(parsePhonebookParams(search)).toEqual(params);
});

test('a filter goes back to page 1 and closes the card; a page keeps both filter and card', () => {
  const params = { ...firstParams, page: 4, open: 9 };
  expect(phonebookHref(params, { department: 'Cards' })).toBe('/phonebook?department=Cards');
  expect(phonebookHref(params, { page: 5 })).toBe('/phonebook?page=5&open=9');
});

test('a second click on a column turns its order round', () => {
  expect(sortHref(firstParams, 'name')).toBe('/phonebook?sort=name&dir=desc');
  expect(sortHref({ ...firstParams, sort: 'department', dir: 'desc' }, 'department')).toBe(
    '/phonebook?sort=department',
  );
});
