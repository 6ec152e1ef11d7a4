import { expect, it } from 'vitest';
import { organisationHref, parseOrganisationParams } from '#lib/phonebook/organisation-params.ts';

it('comes back from the address', () => {
  const params = { q: 'a & b', view: 'department' } as const;
  const { searchParams } = new URL(organisationHref(params), 'http://localhost');
  expect(parseOrganisationParams(Object.fromEntries(searchParams))).toEqual(params);
});

it('takes its defaults for what cannot be read', () => {
  expect(parseOrganisationParams({ q: ['x', 'y'], view: 'age' })).toEqual({ q: 'x', view: 'division' });
  expect(organisationHref({ q: ' ', view: 'division' })).toBe('/phonebook/departments');
});
