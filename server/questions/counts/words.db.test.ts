import { beforeAll, expect, test } from 'vitest';
import { prisma } from '#server/core/db/prisma.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import { findTargets } from '#server/questions/groups/targets.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findGroupsWith, searchedWords } from './words.ts';

withDatabase();
const analyst = userActor('analyst');

/** Group 1 has a card number, group 2 an address and a name with a number, group 3 nothing to mask, greetings a text each. */
beforeAll(async () => {
  await prisma().$executeRaw`insert into question_groups (name) values (null), ('Callers from 01712-345678'), (null)`;
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response) values
    ('s', 'Card 4111 1111 1111 1111 was lost', 'a'), ('s', 'Write to ada.byron@example.org, project falcon', 'a'),
    ('s', 'Why was the card 4111 lost?', 'a'), ('s', 'My card is lost', 'a'), ('s', 'Hello from 4111', 'a')`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
  await prisma().$queryRaw`
    select question_texts_place(array_agg(id), array_agg(case when normalized like '%1111%' then 1 when normalized like '%@%' then 2 when normalized like 'hello%' then -1 else 3 end::bigint))::text from question_texts`;
});

const found = async (words: string) => (await findGroupsWith(analyst, searchedWords(words))).sort((a, b) => a - b);

test('a group is found by all that its texts and its name show', async () => {
  expect(await found('CARD lost?')).toEqual([1, 3]);
  expect(await found('my card')).toEqual([3]);
  expect(await found('callers')).toEqual([2]);
  expect(await found('write to')).toEqual([2]);
  expect(await found('nothing has this')).toEqual([]);
});

test('and by nothing that is masked in them, digit by digit or letter by letter', async () => {
  expect(await found('4111 lost')).toEqual([3]);
  expect(await found('4111')).toEqual([-1, 3]);
  for (const words of ['1111', 'ada', 'byron@ex', 'adabyron', '345678', '01712', '-3'])
    expect(await found(words)).toEqual([]);
  expect(await findTargets(analyst, '4111 1111', new Date())).toEqual([]);
  expect((await findTargets(analyst, 'lost', new Date())).map(({ id }) => id).sort()).toEqual([1, 3]);
});

test('a portion that is full goes on with the next, and a pattern of an admin hides its words too', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response)
    select 's', 'Call 01712-3' || n || ', it is about falcon', 'a' from generate_series(45000, 45600) n`;
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response) values ('s', '3 wishes of 45', 'a')`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
  await prisma().$queryRaw`
    select question_texts_place(array_agg(id), array_agg(case when normalized like 'call%' then 1 else 3 end::bigint))::text from question_texts
    where normalized like 'call%' or normalized like '3 wishes%'`;
  expect(await found('45')).toEqual([3]);
  expect(await found('falcon')).toEqual([1, 2]);
  await prisma().$executeRaw`
    insert into settings (key, value, updated_by) values ('conversations.mask_literals', '["project falcon", "about falcon"]', 'test')`;
  forgetSettings();
  expect(await found('falcon')).toEqual([]);
  expect(await found('wishes')).toEqual([3]);
});

test('it is not for operators', async () => {
  await expect(findGroupsWith(userActor('operator'), ['card'])).rejects.toThrow('analysts and admins');
});
