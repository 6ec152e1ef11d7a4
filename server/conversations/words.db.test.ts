import { beforeAll, expect, test } from 'vitest';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findTurns } from './queries.ts';

withDatabase();

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response) values
      ('slash', 'My debit/credit card is lost', 'Sorry.'), ('point', 'It is still on.I cannot stop it', 'Sorry.'),
      ('place', 'See https://intranet.example.org/branches/north_wing?floor=2', 'Sorry.'), ('number', 'I was charged 20.50 twice', 'Sorry.'),
      ('hyphen', 'How does a top-up work', 'By card.'),
      ('markup', 'See <https://intranet.example.org/forms> or <account number>', '<script>alert(2)</script> & form 17-0815x'), ('sides', 'My card is lost', 'Sorry for that'), ('other', 'Credit for a card of debit', 'wing north')`;
});

/** The sessions of what is found, by their names. */
async function found(query: string): Promise<string[]> {
  const { rows } = await findTurns(userActor('analyst'), {
    filter: { ...everyTurn, query },
    walk: { cursor: null, direction: 'older' },
  });
  return rows.map(({ sessionId }) => sessionId).toSorted();
}

test('words that a sign joins are found one by one, and in their order together', async () => {
  expect(await found('credit')).toEqual(['other', 'slash']);
  expect(await found('debit/credit')).toEqual(['slash']);
  expect(await found('"debit credit"')).toEqual(['slash']);
  expect(await found('cannot still')).toEqual(['point']);
  expect(await found('on.i')).toEqual(['point']);
  expect(await found('branches')).toEqual(['place']);
  expect(await found('intranet.example.org')).toEqual(['markup', 'place']);
  expect(await found('north_wing')).toEqual(['place']);
  expect(await found('20.50')).toEqual(['number']);
  expect(await found('top-up')).toEqual(['hyphen']);
});

test('what stands between brackets, and parts of a number, are found', async () => {
  expect(await found('forms')).toEqual(['markup']);
  expect(await found('account')).toEqual(['markup']);
  expect(await found('alert')).toEqual(['markup']);
  expect(await found('0815x')).toEqual(['markup']);
  expect(await found('17-0815x')).toEqual(['markup']);
  expect(await found('"a top up"')).toEqual(['hyphen']);
});

test('a phrase stands in one side', async () => {
  expect(await found('"lost sorry"')).toEqual([]);
  expect(await found('"is lost"')).toEqual(['sides', 'slash']);
  expect(await found('lost -"lost sorry"')).toEqual(['sides', 'slash']);
});

test('beginnings and exclusions know them as well, and what was found is marked', async () => {
  expect(await found('cred*')).toEqual(['other', 'slash']);
  expect(await found('debit/cr*')).toEqual(['slash']);
  expect(await found('card -debit/credit')).toEqual(['hyphen', 'other', 'sides']);
  expect(await found('-card')).toEqual(['markup', 'number', 'place', 'point']);
  const { rows } = await findTurns(userActor('analyst'), {
    filter: { ...everyTurn, query: 'credit lost' },
    walk: { cursor: null, direction: 'older' },
  });
  expect(rows[0]?.question.filter((piece) => piece.found).map(({ text }) => text)).toEqual(['credit', 'lost']);
});
