import fc from 'fast-check';
import { expect, it } from 'vitest';
import { markWords } from '#lib/palette.ts';

it('marks each word looked for', () => {
  expect(markWords('Robbie Martin', 'mart rob')).toEqual([
    { text: 'Rob', found: true },
    { text: 'bie ', found: false },
    { text: 'Mart', found: true },
    { text: 'in', found: false },
  ]);
});

it('never loses or adds a character', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, query) => {
      expect(
        markWords(text, query)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
