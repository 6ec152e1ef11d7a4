import { beforeAll, expect, test } from 'vitest';
import { prisma } from '#server/core/db/prisma.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findNeighbours } from './neighbours.ts';

withDatabase();
const operator = userActor('operator');

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into employees (full_name, department, division, designation, telephone, deleted_at) values
      ('Rob Martwick', 'Cards', 'Retail', 'Officer', '1035', null), ('Zoe Young', 'Cards', 'Retail', 'Officer', '2000', null),
      ('Ada Brown', 'Cards', 'Retail', null, '', null), ('Émile Adam', 'Cards', null, 'Manager', null, null),
      ('Sam Late', 'Cards', null, ' ', '3000', null), ('Gone Girl', 'Cards', 'Retail', null, null, now()),
      ('Alone', ' ', null, null, null, null), ('Other', 'Treasury', 'Retail', null, null, null)`;
  await prisma()
    .$executeRaw`insert into employees (full_name, department) select 'Person ' || i, 'Many' from generate_series(1, 12) i`;
});

test('who can be called comes first, of them those of the division, then who follows by name; nobody twice', async () => {
  const { near, ...rest } = await findNeighbours(operator, 1);
  expect(rest).toEqual({ department: 'Cards', total: 5, totalIs: 'exact' });
  expect(near).toEqual([
    { id: 2, name: 'Zoe Young', note: 'Retail', number: '2000' },
    { id: 5, name: 'Sam Late', note: null, number: '3000' },
    { id: 3, name: 'Ada Brown', note: 'Retail', number: null },
    { id: 4, name: 'Émile Adam', note: 'Manager', number: null },
  ]);
});

test('five at most, and the whole department counted', async () => {
  const { near, total } = await findNeighbours(operator, 15);
  expect(near.map((one) => one.name)).toEqual(['Person 8', 'Person 9', 'Person 1', 'Person 10', 'Person 11']);
  expect(total).toBe(12);
});

test('none without a department, for a deleted entry and for one that never was', async () => {
  for (const id of [6, 7, 999])
    expect(await findNeighbours(operator, id)).toMatchObject({ department: null, near: [] });
});

test('a key without the scope is refused', async () => {
  await expect(findNeighbours(keyActor('analytics:read'), 1)).rejects.toThrow('no scope');
});
