import { beforeAll, expect, test } from 'vitest';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import { personQuery } from '#lib/questions/gaps/person-question.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findMeant, findMentioned } from './mentioned.ts';
import { createContact } from './mutations.ts';

withDatabase();
const analyst = userActor('analyst');

beforeAll(async () => {
  for (const person of [
    { full_name: 'Zoë van Dyk', designation: 'Registrar', email: 'zoe@example.org', telephone: '+31 20 123 4567' },
    { full_name: 'Ann Lee', department: 'Cards' },
    { full_name: 'Ann Lee', department: 'Loans' },
    { full_name: 'Bo Berg', mobile: '+1 773 286 1115' },
    { full_name: 'Nora Iversen', email: 'nora@example.org', telephone: '020 7946 0000' },
    { full_name: 'Dr. Amir K. M. Haque' },
    { full_name: 'Cards Division', kind: 'service', telephone: '+31 20 555 0123' },
    { full_name: 'Customer Hotline', kind: 'service', telephone: '+31 20 555 0199' },
  ])
    await createContact(userActor('admin'), contactInputSchema.parse(person));
  await mainPool().query(`insert into employees (full_name, email, telephone, deleted_at) values
    ('Lee Park', 'desk@example.org', '+31 20 555 0000', null), ('Kim Park', 'desk@example.org', '+31 20 555 0000', null),
    ('Nora Iversen', 'nora@example.org', null, now())`);
});

async function named(...texts: string[]): Promise<string[][]> {
  return (await findMentioned(analyst, texts)).map((people) => people.map(({ full_name }) => full_name));
}

test('an answer names people by whole name, address or number, and nobody is guessed', async () => {
  expect(await named('Please ask Zoe Van Dyk in room 4.', 'Write to ZOE@example.org', 'Call (773) 286-1115.')).toEqual([
    ['Zoë van Dyk'],
    ['Zoë van Dyk'],
    ['Bo Berg'],
  ]);
  expect(await named('Ask Zoe Dykstra or Bo.', 'The Main Office opens at 9.', 'nobody@example.org, 9999999')).toEqual([
    [],
    [],
    [],
  ]);
});

test('a name that several bear names nobody', async () => {
  expect(await named('Ann Lee knows.')).toEqual([[]]);
});

test('names of products take nobody’s place: what comes behind hundreds of them is looked up all the same', async () => {
  const letters = [...'ABCDEFGHIJKL'];
  const products = letters.map((letter) => `${letter}ura Gold Card`).join(', ');
  const lists = ['Platinum', 'Business', 'Student'].map((kind) => products.replaceAll('Gold', kind));
  expect(await named(...lists, 'Call Nora Iversen, nora@example.org')).toEqual([[], [], [], ['Nora Iversen']]);
  const many = Array.from({ length: 10 }, (_, at) => products.replaceAll('ura', 'xyzuvwrstq'[at] ?? ''));
  expect((await named(...many, 'Dear Customer, Nora Iversen knows.')).at(-1)).toEqual(['Nora Iversen']);
});

test('a name is found beside other capitalised words, surname first, without its title, with its initials apart or not', async () => {
  expect(
    await named('Please Call Nora Iversen Today', 'IVERSEN Nora', 'Amir KM Haque', 'Prof. Amir K. M. Haque'),
  ).toEqual([['Nora Iversen'], ['Nora Iversen'], ['Dr. Amir K. M. Haque'], ['Dr. Amir K. M. Haque']]);
});

test('a number is found with or without its country, but not that of another country; what two share names nobody', async () => {
  expect(await named('+44 20 7946 0000', '020 7946 0000', '+1 773 286 1115', '0 773 286 1115')).toEqual([
    ['Nora Iversen'],
    ['Nora Iversen'],
    ['Bo Berg'],
    ['Bo Berg'],
  ]);
  expect(await named('+49 773 286 1115', 'desk@example.org', '+31 20 555 0000')).toEqual([[], [], []]);
});

test('addresses and numbers come before names, three a text', async () => {
  const text = 'Zoe Van Dyk, Amir K. M. Haque, Bo Berg, nora@example.org';
  expect(await named(text)).toEqual([['Nora Iversen', 'Zoë van Dyk', 'Dr. Amir K. M. Haque']]);
});

test('one text full of people leaves room for those of the next', async () => {
  await mainPool().query(
    `insert into employees (full_name, email) select 'Clerk ' || i, 'clerk' || i || '@example.org' from generate_series(1, 40) i`,
  );
  const clerks = Array.from({ length: 40 }, (_, at) => `clerk${at + 1}@example.org`);
  const found = await named(clerks.join(' '), 'Bo Berg', ...clerks);
  expect(found.slice(0, 3)).toEqual([['Clerk 1', 'Clerk 2', 'Clerk 3'], ['Bo Berg'], ['Clerk 1']]);
  expect(new Set(found.flat()).size).toBe(24);
});

test.each([
  ['Who is Bo Berg?', 'close', 'Bo Berg'],
  ['What is the hotline number?', 'close', 'Customer Hotline'],
  ['Which number do I call for lost cards?', 'nearest', 'Cards Division'],
])('%s finds %s %s', async (question, closeness, name) => {
  const meant = await findMeant(analyst, personQuery(question) ?? '');
  expect(meant.closeness).toBe(closeness);
  expect(meant.people[0]).toMatchObject({ full_name: name, dials: expect.anything() });
  expect(meant.people.length).toBeLessThanOrEqual(3);
});

test('is for who may read the phonebook', async () => {
  await expect(findMentioned(keyActor('analytics:read'), ['Bo Berg'])).rejects.toThrow(ForbiddenError);
  await expect(findMeant(keyActor('analytics:read'), 'Bo Berg')).rejects.toThrow(ForbiddenError);
});
