import { expect, it } from 'vitest';
import type { Member } from '#lib/phonebook/department.ts';
import { branchesOf, fitting } from '#lib/phonebook/organisation.ts';
import { hrefOf, keyAbove, type LeafPeople, linesOf } from '#lib/phonebook/organisation-lines.ts';

const branches = branchesOf(
  {
    divisions: ['North', 'South'],
    departments: ['Cards', 'Loans'],
    pairs: [0, 0, 3, 1, 0, 2, 1, 1, 1, 1, -1, 1],
    total: 7,
    isWhole: true,
  },
  'division',
);
const north = branches[0]?.key ?? '';
const cards = branches[0]?.leaves[0]?.key ?? '';
const member = (id: number): Member => ({
  id,
  full_name: `Person ${id}`,
  designation: null,
  division: 'North',
  email: null,
  telephone: null,
  mobile: null,
  pabx: null,
  ip_phone: null,
  kind: 'person',
  dials: {},
});
const open = (...keys: string[]) => new Map(keys.map((key) => [key, true]));
const kinds = (opened: Map<string, boolean>, people = new Map<string, LeafPeople>()) =>
  linesOf(branches, opened, people).map(({ kind }) => kind);

it('shows branches alone at first, and below one that is open its leaves', () => {
  expect(kinds(new Map())).toEqual(['branch', 'branch']);
  expect(kinds(open(north))).toEqual(['branch', 'leaf', 'branch']);
});

it('shows a leaf that is open with its people, and a line for those still to come', () => {
  expect(kinds(open(north, cards))).toEqual(['branch', 'leaf', 'rest', 'branch']);
  const people = new Map([[cards, { people: [member(1), member(2)], pages: 1, state: 'more' as const }]]);
  const lines = linesOf(branches, open(north, cards), people);
  expect(lines.map(({ kind, level, position, of }) => [kind, level, position, of])).toEqual([
    ['branch', 1, 1, 2],
    ['leaf', 2, 1, 1],
    ['person', 3, 1, 3],
    ['person', 3, 2, 3],
    ['rest', 3, 3, 3],
    ['branch', 1, 2, 2],
  ]);
  expect(lines.map(keyAbove)).toEqual([null, north, cards, cards, cards, null]);
});

it('opens by itself what was narrowed, unless the reader closed it', () => {
  const narrowed = fitting(branches, 'division', 'cards');
  expect(linesOf(narrowed, new Map(), new Map())).toHaveLength(4);
  expect(linesOf(narrowed, new Map([[north, false]]), new Map())).toHaveLength(3);
});

it('leads to the page of a department, within the division where it is in several', () => {
  const lines = linesOf(branches, open(...branches.map(({ key }) => key)), new Map());
  expect(lines.map((line) => hrefOf(line, 'division'))).toEqual([
    null,
    '/phonebook/departments/Cards?division=North',
    null,
    '/phonebook/departments/Cards?division=South',
    '/phonebook/departments/Loans',
    null,
  ]);
});
