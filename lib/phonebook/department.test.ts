import { expect, it } from 'vitest';
import { groupsOf, type Member } from '#lib/phonebook/department.ts';

const member = (id: number, designation: string | null): Member => ({
  id,
  full_name: `Person ${id}`,
  designation,
  division: null,
  email: null,
  telephone: null,
  mobile: null,
  pabx: null,
  ip_phone: null,
  kind: 'person',
  dials: {},
});

it('cuts a page at its heads, with how many each has on all pages', () => {
  const members = [member(1, 'Clerk'), member(2, 'Clerk'), member(3, 'Officer'), member(4, null)];
  const counts = [
    { value: 'Clerk', count: 7 },
    { value: 'Officer', count: 1 },
    { value: '', count: 12 },
  ];
  expect(
    groupsOf(members, 'designation', counts).map(({ name, count, members: here }) => [name, count, here.length]),
  ).toEqual([
    ['Clerk', 7, 2],
    ['Officer', 1, 1],
    [null, 12, 1],
  ]);
});

it('counts what is here where nothing was counted', () => {
  expect(groupsOf([member(1, 'Clerk'), member(2, 'Clerk')], 'designation', [])[0]?.count).toBe(2);
});
