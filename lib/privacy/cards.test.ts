import { expect, test } from 'vitest';
import { maskRules, maskText } from '#lib/privacy/mask.ts';

const mask = (text: string) => maskText(text, maskRules()).text;

test.each([
  ['4111.1111.1111.1111', '[card]'],
  ['it is 4111.1111.1111.1111. Thanks', 'it is [card]. Thanks'],
  ['৪১১১.১১১১.১১১১.১১১১', '[card]'],
  ['3782.822463.10005, exp 12/27', '[card], exp 12/27'],
  ['card4111111111111111', 'card[card]'],
  ['my card number is4111 1111 1111 1111', 'my card number is[card]'],
  ['card no4111-1111-1111-1111.', 'card no[card].'],
  ['card_number_4111111111111111', 'card_number_[card]'],
  ['VISA5555555555554444 please', 'VISA[card] please'],
  ['MasterCard5555.5555.5555.4444', 'MasterCard[card]'],
  ['debitcard378282246310005', 'debitcard[card]'],
  ['4111111111111111exp 12/27', '[card]exp 12/27'],
  ['card4111111111111111cvv 123', 'card[card]cvv 123'],
])('the card in %j is masked', (text, shown) => {
  expect(mask(text)).toBe(shown);
});

test.each([
  // The check digit is another.
  '4111.1111.1111.1112',
  'card4111111111111112',
  // Marks of other things, whose last digit happens to fit.
  'txn4111111111111111',
  'ref_4111111111111111',
  'discard4111111111111111',
  'card reader rdr4111111111111111',
  'build a4111111111111111',
  '4111111111111111abc',
  'card_4111111111111111_7',
  // Amounts, versions, instants and addresses.
  '5.555.555.555.554.444',
  '41.11.11.11.11.11.11.11',
  '4111.1111.1111.1111.5',
  '1.4111.1111.1111.1111',
  '2011.1127.1030.0001',
  '52.95.110.1 52.95.110.9',
])('%j is left', (text) => {
  expect(mask(text)).toBe(text);
});
