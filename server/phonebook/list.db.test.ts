import { beforeAll, expect, test } from 'vitest';
import { firstParams, type PhonebookParams } from '#lib/phonebook/params.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findContacts } from './queries.ts';

withDatabase();
const operator = userActor('operator');
const admin = userActor('admin');

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into employees (full_name, designation, department, division, kind, deleted_at, updated_at)
    select name, designation, department, 'Retail', kind, deleted::timestamptz, changed::timestamp from (values
      ('Zoe Young', 'Officer', 'Cards', 'person', null, '2026-01-03'),
      ('Émile Adam', 'Manager', 'Cards', 'person', null, '2026-01-01'),
      ('emma brown', 'Officer', 'Treasury', 'person', null, '2026-01-02'),
      ('Board room', null, 'Cards', 'room', null, '2026-01-04'),
      ('Gone Girl', 'Officer', 'Cards', 'person', '2026-01-05', '2026-01-05')
    ) as v (name, designation, department, kind, deleted, changed)`;
  await prisma().$executeRaw`
    insert into employees (full_name, department) select 'Person ' || lpad(i::text, 3, '0'), 'Many' from generate_series(1, 120) i`;
});

async function names(more: Partial<PhonebookParams>, actor = operator) {
  return (await findContacts(actor, { ...firstParams, ...more })).rows.map((row) => row.full_name);
}

test('by name without regard to case and accents', async () => {
  expect(await names({ department: 'Cards' })).toEqual(['Board room', 'Émile Adam', 'Zoe Young']);
  expect((await names({})).slice(0, 3)).toEqual(['Board room', 'Émile Adam', 'emma brown']);
  expect((await names({ dir: 'desc' })).at(0)).toBe('Zoe Young');
});

test('by designation, by department, by the last change', async () => {
  expect((await names({ sort: 'designation' })).slice(0, 3)).toEqual(['Émile Adam', 'emma brown', 'Zoe Young']);
  expect((await names({ sort: 'department', dir: 'desc' })).at(0)).toBe('emma brown');
  expect(await names({ sort: 'changed', division: 'Retail' })).toEqual([
    'Board room',
    'Zoe Young',
    'emma brown',
    'Émile Adam',
  ]);
});

test('pages of fifty, each entry on exactly one', async () => {
  const pages = await Promise.all([1, 2, 3, 4].map((page) => names({ page, department: 'Many' })));
  expect(pages.map((page) => page.length)).toEqual([50, 50, 20, 0]);
  expect(new Set(pages.flat()).size).toBe(120);
});

test('filters combine, and facets count what they leave', async () => {
  const page = await findContacts(operator, { ...firstParams, department: 'Cards', kind: 'person' });
  expect(page).toMatchObject({ total: 2, totalIs: 'exact', pages: 1 });
  expect(page.facets.designation).toEqual([
    { value: 'Manager', count: 1 },
    { value: 'Officer', count: 1 },
  ]);
  expect(await names({ kind: 'room' })).toEqual(['Board room']);
});

test.each(['', 'cards'])(
  'beside a value stands what choosing it gives, also where another is chosen: “%s”',
  async (q) => {
    const chosen = { ...firstParams, q, department: 'Cards', designation: 'Officer' };
    const { facets } = await findContacts(operator, chosen);
    expect(facets.designation.length).toBeGreaterThan(1);
    for (const name of ['department', 'designation', 'kind'] as const)
      for (const { value, count } of facets[name]) {
        const { total } = await findContacts(operator, { ...chosen, [name]: value });
        expect(total, `${name} ${value}`).toBe(count);
      }
  },
);

test('deleted entries are a list of their own', async () => {
  expect(await names({ deleted: true }, admin)).toEqual(['Gone Girl']);
  await expect(names({ deleted: true })).rejects.toThrow('Only admins');
});

test('a blank that plain SQL left is nothing known, in rows and in facets', async () => {
  await prisma().$executeRaw`
    insert into employees (full_name, department, division, designation, telephone) values ('Blank Fields', 'Blanks', '', ' ', '')`;
  const page = await findContacts(operator, { ...firstParams, department: 'Blanks' });
  expect(page.rows[0]).toMatchObject({ division: null, designation: null, telephone: null });
  expect(page.facets.division).toEqual([]);
  expect(page.facets.designation).toEqual([]);
});
