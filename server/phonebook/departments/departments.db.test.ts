import { beforeAll, describe, expect, it } from 'vitest';
import { parseDepartmentParams } from '#lib/phonebook/department-params.ts';
import { branchesOf } from '#lib/phonebook/organisation.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { getDepartment, getSummary } from '#server/phonebook/departments/department.ts';
import { getOrganisation } from '#server/phonebook/departments/organisation.ts';
import { findLines, findMembers, findPlace, searchMembers } from '#server/phonebook/departments/people.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const operator = userActor('operator');
const ODD = 'Cards/Loans 50% – খুচরা';
const cards = { department: 'Cards', division: null };
const first = parseDepartmentParams({});

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into employees (full_name, designation, department, division, kind, group_email, deleted_at)
    select name, designation, department, division, kind, mail, deleted::timestamptz from (values
      ('Zoe Young', 'Officer', 'Cards', 'North', 'person', 'cards@example.org', null),
      ('Émile Adam', 'Clerk', 'Cards', 'North', 'person', 'CARDS@example.org ', null),
      ('emma brown', 'Officer', 'Cards', 'South', 'person', 'south@example.org', null),
      ('Ann Only', ' ', 'Cards', 'District 10', 'person', null, null),
      ('Bob Only', null, 'Cards', 'District 2', 'person', '', null),
      ('Card line', null, 'Cards', 'North', 'service', 'cards@example.org', null),
      ('Card room', null, 'Cards', null, 'room', null, null),
      ('Gone Girl', 'Officer', 'Cards', 'Gone', 'person', 'gone@example.org', '2026-01-05'),
      ('Odd One', 'Officer', ${ODD}, null, 'person', null, null),
      ('Nowhere Man', null, null, null, 'person', null, null),
      ('Blank Man', null, '', '  ', 'person', null, null),
      ('North Man', null, ' ', 'North', 'person', null, null)
    ) as v (name, designation, department, division, kind, mail, deleted)`;
  await prisma().$executeRaw`
    insert into employees (full_name, designation, department, division)
    select 'Person ' || lpad(i::text, 3, '0'), case when i % 2 = 0 then 'Even' else 'Odd' end, 'Many', 'North' from generate_series(1, 420) i`;
});

describe('the organisation', () => {
  it('counts divisions, departments and what has neither, without deleted entries', async () => {
    const organisation = await getOrganisation(operator);
    const found = branchesOf(organisation, 'division').map((branch) => [
      branch.name,
      branch.count,
      branch.leaves.map(({ name, count }) => [name, count]),
    ]);
    expect(found).toEqual([
      ['District 2', 1, [['Cards', 1]]],
      ['District 10', 1, [['Cards', 1]]],
      [
        'North',
        424,
        [
          ['Cards', 3],
          ['Many', 420],
          [null, 1],
        ],
      ],
      ['South', 1, [['Cards', 1]]],
      [
        null,
        4,
        [
          ['Cards', 1],
          [ODD, 1],
          [null, 2],
        ],
      ],
    ]);
    expect(organisation).toMatchObject({ total: 431, isWhole: true });
  });

  it('is for who may read the phonebook', async () => {
    await expect(getOrganisation(keyActor('analytics:read'))).rejects.toThrow('no scope');
  });
});

describe('a leaf of the tree', () => {
  const names = async (division: string | null, department: string | null, page = 1) =>
    (await findPlace(operator, { division, department }, page)).people.map((member) => member.full_name);

  it('holds the entries of just that division and department, by name', async () => {
    expect(await names('North', 'Cards')).toEqual(['Card line', 'Émile Adam', 'Zoe Young']);
    expect(await names(null, 'Cards')).toEqual(['Card room']);
    expect(await names(null, ODD)).toEqual(['Odd One']);
  });

  it('holds those without, also where plain SQL left a blank', async () => {
    expect(await names(null, null)).toEqual(['Blank Man', 'Nowhere Man']);
    expect(await names('North', null)).toEqual(['North Man']);
  });

  it('is paged, each entry on exactly one page', async () => {
    const place = { division: 'North', department: 'Many' };
    expect((await findPlace(operator, place, 8)).hasMore).toBe(true);
    expect(await findPlace(operator, place, 9)).toMatchObject({ hasMore: false });
    const pages = await Promise.all(Array.from({ length: 9 }, (_, page) => names('North', 'Many', page + 1)));
    expect(pages.map((page) => page.length)).toEqual([50, 50, 50, 50, 50, 50, 50, 50, 20]);
    expect(new Set(pages.flat()).size).toBe(420);
  });

  it('is for who may read the phonebook', async () => {
    await expect(findPlace(keyActor(), { division: null, department: null }, 1)).rejects.toThrow('no scope');
  });
});

describe('a department', () => {
  it('is found by its name, and by one that differs in case, accents or spaces', async () => {
    expect(await getDepartment(operator, ODD)).toBe(ODD);
    expect(await getDepartment(operator, '  cärds ')).toBe('Cards');
    expect(await getDepartment(operator, 'Card')).toBeNull();
  });

  it('is not there once its entries are deleted', async () => {
    await prisma().$executeRaw`
      insert into employees (full_name, department, deleted_at) values ('Last One', 'Closed', now())`;
    expect(await getDepartment(operator, 'Closed')).toBeNull();
  });

  it('knows its kinds, its group e-mails and who names none', async () => {
    expect(await getSummary(operator, cards)).toEqual({
      people: 5,
      services: 1,
      rooms: 1,
      isExact: true,
      groupEmails: [
        { value: 'cards@example.org', count: 3 },
        { value: 'south@example.org', count: 1 },
      ],
      withoutGroupEmail: 3,
      designations: [
        { value: 'Clerk', count: 1 },
        { value: 'Officer', count: 2 },
        { value: '', count: 2 },
      ],
      divisions: [
        { value: 'District 2', count: 1 },
        { value: 'District 10', count: 1 },
        { value: 'North', count: 2 },
        { value: 'South', count: 1 },
      ],
    });
  });

  it('lists its people under their heads, then by name', async () => {
    const members = await findMembers(operator, cards, first, ['Clerk', 'Officer']);
    expect(members.map(({ full_name }) => full_name)).toEqual([
      'Émile Adam',
      'emma brown',
      'Zoe Young',
      'Ann Only',
      'Bob Only',
    ]);
    const heads = ['District 2', 'District 10', 'North', 'South'];
    const placed = await findMembers(operator, cards, { ...first, by: 'division' }, heads);
    expect(placed.map(({ division }) => division)).toEqual(['District 2', 'District 10', 'North', 'North', 'South']);
  });

  it('lists those of one division alone', async () => {
    const members = await findMembers(operator, { ...cards, division: 'North' }, first, []);
    expect(members.map(({ full_name }) => full_name)).toEqual(['Émile Adam', 'Zoe Young']);
  });

  it('is paged, and longer pages go to the printer', async () => {
    const many = { department: 'Many', division: null };
    const page = (more: object) => findMembers(operator, many, { ...first, ...more }, ['Even', 'Odd']);
    const pages = await Promise.all([
      page({}),
      page({ page: 2 }),
      page({ page: 3 }),
      page({ page: 4 }),
      page({ page: 5 }),
    ]);
    expect(pages.map((members) => members.length)).toEqual([100, 100, 100, 100, 20]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(420);
    expect(pages[0].every(({ designation }) => designation === 'Even')).toBe(true);
    expect(await page({ print: true })).toHaveLength(420);
  });

  it('has its service lines and rooms apart', async () => {
    const { services, rooms } = await findLines(operator, 'Cards');
    expect([services, rooms].map((lines) => lines.map(({ full_name }) => full_name))).toEqual([
      ['Card line'],
      ['Card room'],
    ]);
  });

  it('is searched alone', async () => {
    const found = await searchMembers(operator, cards, 'only');
    expect(found.map(({ full_name }) => full_name).toSorted()).toEqual(['Ann Only', 'Bob Only']);
    expect(await searchMembers(operator, { ...cards, department: ODD }, 'only')).toEqual([]);
  });

  it('is for who may read the phonebook', async () => {
    const other = keyActor('metrics:read');
    const refused = [
      getDepartment(other, 'Cards'),
      getSummary(other, cards),
      findMembers(other, cards, first, []),
      findLines(other, 'Cards'),
      searchMembers(other, cards, 'only'),
    ];
    for (const one of refused) await expect(one).rejects.toThrow('no scope');
  });
});
