import { beforeEach, describe, expect, test } from 'vitest';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { person } from '#test/people.ts';
import { createFavourite, createRecent, deleteFavourite, findAtHand } from './favourites.ts';

withDatabase();

beforeEach(async () => {
  await prisma().$executeRaw`truncate employees, contact_favourites, recent_contacts restart identity`;
  await prisma().$executeRaw`
    insert into employees (full_name, designation, department, telephone, mobile) values
      ('Zoe Young', 'Officer', 'Cards', null, '212-555-0123'), ('Émile Adam', ' ', 'Cards', '', null), ('Bob Brown', null, null, '217-782-1035', '1')`;
});

async function somebody() {
  return userActor('operator', { id: (await person('operator')).id });
}

async function names(actor: Awaited<ReturnType<typeof somebody>>) {
  const { favourites, recents } = await findAtHand(actor);
  return { favourites: favourites.map((one) => one.name), recents: recents.map((one) => one.name) };
}

test('favourites stand by name, each once, with the number to call', async () => {
  const actor = await somebody();
  for (const id of [1, 2, 3, 3]) expect(await createFavourite(actor, id)).toMatchObject({ ok: true });
  expect(await names(actor)).toEqual({ favourites: ['Bob Brown', 'Émile Adam', 'Zoe Young'], recents: [] });
  expect((await findAtHand(actor)).favourites).toMatchObject([
    { number: '217-782-1035', dial: 'tel:+12177821035', role: '' },
    { number: null, dial: null, role: 'Cards' },
    { number: '212-555-0123', dial: 'tel:+12125550123', role: 'Officer, Cards' },
  ]);
  await deleteFavourite(actor, 3);
  expect((await names(actor)).favourites).toEqual(['Émile Adam', 'Zoe Young']);
});

test('nobody sees or touches the list of another', async () => {
  const [mine, other] = [await somebody(), await somebody()];
  await createFavourite(mine, 1);
  await createRecent(mine, 2);
  expect(await names(other)).toEqual({ favourites: [], recents: [] });
  await deleteFavourite(other, 1);
  expect(await names(mine)).toEqual({ favourites: ['Zoe Young'], recents: ['Émile Adam'] });
});

test('the newest comes first, and a second use within the minute writes nothing', async () => {
  const actor = await somebody();
  for (const id of [1, 2, 3]) await createRecent(actor, id);
  expect((await names(actor)).recents).toEqual(['Bob Brown', 'Émile Adam', 'Zoe Young']);
  await createRecent(actor, 1);
  expect((await names(actor)).recents[0]).toBe('Bob Brown');
  await prisma().$executeRaw`update recent_contacts set used_at = used_at - interval '2 minutes'`;
  await createRecent(actor, 1);
  expect((await names(actor)).recents[0]).toBe('Zoe Young');
});

test('the newest fifty are kept, of each person', async () => {
  const [actor, other] = [await somebody(), await somebody()];
  await prisma().$executeRaw`insert into employees (full_name) select 'Person ' || i from generate_series(1, 60) i`;
  await createRecent(other, 1);
  for (let id = 1; id <= 55; id++) await createRecent(actor, id);
  const { recents } = await findAtHand(actor);
  expect(recents).toHaveLength(50);
  expect(recents.at(-1)?.id).toBe(6);
  expect((await names(other)).recents).toEqual(['Zoe Young']);
});

test('what is deleted or removed vanishes from both and comes back when restored', async () => {
  const actor = await somebody();
  for (const id of [1, 2]) await Promise.all([createFavourite(actor, id), createRecent(actor, id)]);
  await prisma().$executeRaw`update employees set deleted_at = now() where id = 1`;
  await prisma().$executeRaw`delete from employees where id = 2`;
  expect(await names(actor)).toEqual({ favourites: [], recents: [] });
  expect(await createFavourite(actor, 1)).toMatchObject({ ok: false, code: 'invalid' });
  await prisma().$executeRaw`update employees set deleted_at = null where id = 1`;
  expect(await names(actor)).toEqual({ favourites: ['Zoe Young'], recents: ['Zoe Young'] });
});

test('two hundred favourites and no more; one that is there stays', async () => {
  const actor = await somebody();
  await prisma().$executeRaw`insert into employees (full_name) select 'Person ' || i from generate_series(1, 200) i`;
  await prisma().$executeRaw`
    insert into contact_favourites (user_id, employee) select ${actor.id}::uuid, id from employees where id > 3`;
  expect(await createFavourite(actor, 1)).toMatchObject({ ok: false });
  expect((await findAtHand(actor)).favourites).toHaveLength(200);
});

test('the lists go with the person', async () => {
  const actor = await somebody();
  await Promise.all([createFavourite(actor, 1), createRecent(actor, 1)]);
  await prisma().$executeRaw`delete from users where id = ${actor.id}::uuid`;
  expect(await names(actor)).toEqual({ favourites: [], recents: [] });
});

describe('whoever did not sign in is refused', () => {
  // Every role may read the phonebook; a key is no person, which the type says.
  const forged = { ...userActor('admin') };
  test.each([
    ['find', () => findAtHand(forged)],
    ['create a favourite', () => createFavourite(forged, 1)],
    ['delete a favourite', () => deleteFavourite(forged, 1)],
    ['create a recent', () => createRecent(forged, 1)],
  ])('%s', async (_, call) => {
    await expect(call()).rejects.toThrow('was not made by a sign-in');
  });
});
