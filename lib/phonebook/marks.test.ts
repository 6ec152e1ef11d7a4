import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reason } from '#lib/phonebook/contact.ts';
import { type MarkedPart, markDigits, markTyped, markWords, nameFields, wordShown } from '#lib/phonebook/marks.ts';

const shown = (parts: MarkedPart[]) => parts.map(({ text, found }) => (found ? `[${text}]` : text)).join('');
const inName = (text: string, ...why: Omit<Reason, 'field' | 'reason'>[]) =>
  shown(
    markWords(
      text,
      why.map((one) => ({ field: 'full_name', reason: 'so', ...one })),
      nameFields,
    ),
  );

test('the letters found are marked, whatever was typed', () => {
  expect(inName('Jahangir Alam', { word: 'jahangir' }, { word: 'alam', letters: 2 })).toBe('[Jahangir] [Al]am');
  expect(inName('Bob Martinson', { word: 'martinson', letters: 4 }, { word: 'rob' })).toBe('Bob [Mart]inson');
});

test('accents, apostrophes and case are the shown text’s own', () => {
  expect(inName('Émile O’Brien', { word: 'emile', letters: 2 }, { word: 'obrien', letters: 3 })).toBe(
    '[Ém]ile [O’Br]ien',
  );
  expect(inName('E\u0301mile', { word: 'emile', letters: 1 })).toBe('[E\u0301]mile');
  expect(inName('রহিম উদ্দিন', { word: 'রহিম' })).toBe('[রহিম] উদ্দিন');
});

test('a word counts only in the fields it was found in, and only as a whole word', () => {
  const why = [{ field: 'department', reason: 'so', word: 'martin' }];
  expect(shown(markWords('Martin', why, nameFields))).toBe('Martin');
  expect(inName('Martinson', { word: 'martin' })).toBe('Martinson');
  expect(inName('Al-Amin', { word: 'amin' })).toBe('Al-[Amin]');
});

test('the run of digits is marked through the marks between, at its last place', () => {
  const mark = (number: string, word?: string) =>
    shown(markDigits(number, [{ field: 'mobile', reason: 'ends', word }], 'mobile'));
  expect(mark('217-782-1035', '1035')).toBe('217-782-[1035]');
  expect(mark('103-510-351', '0351')).toBe('103-51[0-351]');
  expect(mark('217-782-1035', '82')).toBe('217-7[82]-1035');
  expect(mark('217-782-1035', '9')).toBe('217-782-1035');
  expect(mark('০১৭১-১২৩', '1123')).toBe('০১৭[১-১২৩]');
  expect(mark('217-782-1035')).toBe('217-782-1035');
});

test('the word found is given as the entry spells it', () => {
  expect(wordShown('Rob D’Amico', 'damico')).toBe('D’Amico');
  expect(wordShown('Rob D’Amico', 'amico')).toBeUndefined();
});

test('marking neither loses nor adds a character', () => {
  const unit = fc.constantFrom('a', 'É', 'e\u0301', ' ', '’', '-', '7', '৯', 'রহি', '😀');
  const word = fc.string({ unit: fc.constantFrom('a', 'e', '7', '9') });
  fc.assert(
    fc.property(fc.string({ unit }), word, fc.nat(3), (text, found, letters) => {
      const why = [{ field: 'full_name', reason: 'so', word: found, letters }];
      const whole = (parts: MarkedPart[]) => parts.map((part) => part.text).join('');
      expect(whole(markWords(text, why, nameFields))).toBe(text);
      expect(whole(markDigits(text, why, 'full_name'))).toBe(text);
    }),
  );
});

test('marks each word typed', () => {
  expect(markTyped('Robbie Martin', 'mart rob')).toEqual([
    { text: 'Rob', found: true },
    { text: 'bie ', found: false },
    { text: 'Mart', found: true },
    { text: 'in', found: false },
  ]);
});

test('marking what was typed never loses or adds a character', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, query) => {
      const parts = markTyped(text, query).map((part) => part.text);
      expect(parts.join('')).toBe(text);
    }),
  );
});
