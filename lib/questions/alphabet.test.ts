import { expect, test } from 'vitest';
import { isMostlyLatin } from './alphabet.ts';

test.each([
  ['Where is my card?', true],
  ['¿Dónde está mi tarjeta?', true],
  ['amar card kothay', true],
  ['আমার card কোথায়', false],
  ['what is সুদ', true],
  ['где моя карта', false],
  ['بطاقتي', false],
  ['我的信用卡', false],
  ['123?', false],
])('%s: %s', (text, latin) => {
  expect(isMostlyLatin(text)).toBe(latin);
});
