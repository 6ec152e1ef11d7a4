import { expect, test } from 'vitest';
import { repair, spellingOf } from './spelling.ts';

const spelling = spellingOf([
  { text: 'Where is my transfer?', times: 16 },
  { text: 'where is my trasnfer', times: 1 },
  { text: 'transfr trransfer transfet', times: 1 },
  { text: 'ransfer transit', times: 1 },
  { text: 'the Cash machine', times: 16 },
  { text: 'cast', times: 3 },
  { text: 'where is my car', times: 1 },
]);

test.each(['trasnfer', 'transfr', 'trransfer', 'transfet'])('%s is taken for a mistake', (mistake) => {
  expect(spelling.get(mistake)).toBe('transfer');
});

test.each([
  ['ransfer', 'another first letter'],
  ['transit', 'two edits'],
  ['cast', 'less than 8 times as rare'],
  ['car', 'too short'],
])('%s stays: %s', (kept) => {
  expect(spelling.has(kept)).toBe(false);
});

test('only the mistaken word changes', () => {
  expect(repair("Where's my TRASNFER, 20 EUR?", spelling)).toBe("Where's my transfer, 20 EUR?");
});
