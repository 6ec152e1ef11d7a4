import { describe, expect, it } from 'vitest';
import { doingsOf } from '#lib/doings.ts';
import { pageAt, pagesOf } from '#lib/navigation.ts';

describe('the navigation of a role', () => {
  it('shows an operator the phonebook and no settings', () => {
    expect(pagesOf('operator').map((page) => page.id)).toEqual([
      'home',
      'phonebook',
      'people',
      'organisation',
      'account',
    ]);
    expect(doingsOf('operator')).toEqual([]);
  });

  it('gives each letter to one page', () => {
    const letters = pagesOf('admin').flatMap((page) => page.letter ?? []);
    expect(new Set(letters).size).toBe(letters.length);
  });
});

describe('the page an address belongs to', () => {
  const list = pagesOf('admin');
  it.each([
    ['/', 'home'],
    ['/phonebook', 'people'],
    ['/phonebook/42', 'people'],
    ['/phonebook/departments', 'organisation'],
    ['/phonebook/departments/Cards', 'organisation'],
    ['/phonebook/import/7', 'imports'],
    ['/settings/keys', 'keys'],
  ])('%s is %s', (path, id) => {
    expect(pageAt(list, path)?.id).toBe(id);
  });

  it('is none for an address of nobody', () => {
    expect(pageAt(list, '/elsewhere')).toBeUndefined();
  });
});
