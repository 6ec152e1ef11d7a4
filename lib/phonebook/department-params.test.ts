import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { departmentHref, parseDepartmentParams, readDepartmentName } from '#lib/phonebook/department-params.ts';
import { holdable } from '#lib/phonebook/text.ts';

const address = (href: string) => new URL(href, 'http://localhost');
const nameIn = (href: string) => readDepartmentName(address(href).pathname.split('/').at(-1) ?? '');

describe('the address of a department', () => {
  it.each(['Cards/Loans', '50% club', 'A?b#c', 'খুচরা ব্যাংকিং', ' padded ', '%2F', '...', '\\'])('carries %j', (name) => {
    expect(nameIn(departmentHref(name))).toBe(name);
  });

  it('carries any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const name = holdable(text);
        fc.pre(!['', '.', '..'].includes(name));
        expect(nameIn(departmentHref(name))).toBe(name);
      }),
    );
  });

  it('leads to the phonebook for names that no address can end in', () => {
    expect(departmentHref('..')).toBe('/phonebook?department=..');
  });

  it('cannot be read when it is broken', () => {
    expect(readDepartmentName('%E0%A4%A')).toBeNull();
    expect(readDepartmentName('')).toBeNull();
  });
});

describe('its state', () => {
  it('comes back from the address', () => {
    const params = { q: 'ann a', by: 'division', division: 'North & South', page: 3, print: true } as const;
    const search = Object.fromEntries(address(departmentHref('Cards', params)).searchParams);
    expect(parseDepartmentParams(search)).toEqual(params);
  });

  it('takes its defaults for what cannot be read', () => {
    const first = { q: '', by: 'designation', division: null, page: 1, print: false };
    expect(parseDepartmentParams({ page: '0', by: 'age', print: 'yes', division: '' })).toEqual(first);
    expect(parseDepartmentParams({ page: ['2', '3'] })).toEqual({ ...first, page: 2 });
    expect(departmentHref('Cards', parseDepartmentParams({}))).toBe('/phonebook/departments/Cards');
  });
});
