import { beforeAll, expect, test } from 'vitest';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findMentioned } from './mentioned.ts';
import { createContact } from './mutations.ts';

withDatabase();
const analyst = userActor('analyst');

beforeAll(async () => {
  for (const person of [
    { full_name: 'Zoë van Dyk', designation: 'Registrar', email: 'zoe@example.org', telephone: '+31 20 123 4567' },
    { full_name: 'Ann Lee', department: 'Cards' },
    { full_name: 'Ann Lee', department: 'Loans' },
    { full_name: 'Bo Berg', mobile: '+1 773 286 1115' },
  ])
    await createContact(userActor('admin'), contactInputSchema.parse(person));
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

test('is for who may read the phonebook', async () => {
  await expect(findMentioned(keyActor('analytics:read'), ['Bo Berg'])).rejects.toThrow(ForbiddenError);
});
