import { beforeAll, expect, test } from 'vitest';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import { personQuery } from '#lib/questions/gaps/person-question.ts';
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
    { full_name: 'Cards Division', kind: 'service', telephone: '+31 20 555 0123' },
    { full_name: 'Customer Hotline', kind: 'service', telephone: '+31 20 555 0199' },
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
