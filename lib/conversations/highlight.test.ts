import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, highlight, pieces } from './highlight.ts';
import { parseQuery } from './query.ts';

function found(text: string, query: string, side: 'question' | 'answer' = 'question'): string[] {
  return highlight(text, parseQuery(query), side).map(({ start, end }) => text.slice(start, end));
}

describe('highlight', () => {
  it('finds whole words in any case, and no part of a longer word', () => {
    expect(found('An ATM swallowed my cards, my card!', 'atm card')).toEqual(['ATM', 'card']);
  });

  it('reads over accents and letters that fall apart', () => {
    expect(found('Écrivez à la Straße', 'ecrivez strasse')).toEqual(['Écrivez', 'Straße']);
  });

  it('finds a phrase over points and spaces', () => {
    expect(found('It did not -  return. Not returned.', '"not return"')).toEqual(['not -  return']);
  });

  it('finds a beginning with the rest of its word, and a substring in the question alone', () => {
    expect(found('Transferring transfers', 'transf*')).toEqual(['Transferring', 'transfers']);
    expect(found('ref CID-48221', '*D-48*')).toEqual(['D-48']);
    expect(found('ref CID-48221', '*D-48*', 'answer')).toEqual([]);
  });

  it('keeps Bengali words whole', () => {
    expect(found('দুঃখিত, এই বিষয়ে তথ্য নেই।', 'বিষয়ে')).toEqual(['বিষয়ে']);
    expect(found('দুঃখিত, এই বিষয়ে তথ্য নেই।', 'বিষ')).toEqual([]);
  });

  it('cuts no mark from its letter and no joined letter in two', () => {
    expect(found('cafe\u0301 noir', 'cafe')).toEqual(['cafe\u0301']);
    expect(found('রহিমের কর্মকর্তা', '*রহম*')).toEqual([]);
    expect(found('কর্মকি', '*কর্মক*')).toEqual(['কর্মকি']);
    expect(found('উদ্দিন', '*উদ্*')).toEqual(['উদ্দি']);
  });

  it('finds words of scripts without spaces wherever they stand', () => {
    expect(found('如何申请信用卡？信用卡在', '信用卡')).toEqual(['信用卡', '信用卡']);
    expect(found('クレジットカードを申し込む', 'カード')).toEqual(['カード']);
    expect(found('ฉันทำบัตรเครดิตหาย', 'บัตรเครดิต')).toEqual(['บัตรเครดิต']);
    expect(found('ຂ້ອຍເສຍບັດເຄຣດິດ', 'ບັດ')).toEqual(['ບັດ']);
    expect(found('ខ្ញុំ\u200Bបាត់\u200Bកាត', 'ខ្ញុំបាត់')).toEqual(['ខ្ញុំ\u200Bបាត់']);
    expect(found('ကျွန်ုပ်၏ခရက်ဒစ်ကတ်', 'ဒစ်ကတ်')).toEqual(['ဒစ်ကတ်']);
    expect(found('请问猫的卡', '猫')).toEqual(['猫']);
    expect(found('𠮷野家の割引', '野家')).toEqual(['野家']);
  });

  it('cuts no mark of such a script from its letter', () => {
    expect(found('บัตร', 'บ')).toEqual([]);
    expect(found('บัตร', 'บ*')).toEqual(['บั']);
    expect(found('น้ำ', 'น')).toEqual([]);
    expect(found('VISA บัตร', '"VISA บ"')).toEqual(['VISA บั']);
  });

  it('tells such scripts from the words beside them', () => {
    expect(found('最寄りのATMの場所、ATM場所 ATMS', 'atm')).toEqual(['ATM', 'ATM']);
    expect(found('最寄りのATMの場所', '"ATM の場所"')).toEqual(['ATMの場所']);
    expect(found('我的VISA信用卡 EVISA信用卡', 'VISA信用卡')).toEqual(['VISA信用卡']);
    expect(found('如何申请信用卡', '"申请 信用卡"')).toEqual(['申请信用卡']);
    expect(found('Transfer转账 转账transfers', 'transf*')).toEqual(['Transfer', 'transfers']);
    expect(found('转账，申请信用卡', '信用*')).toEqual(['信用']);
    expect(found('신용카드 카드', '카드')).toEqual(['카드']);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 20 }), (text, query) => {
        const ranges = highlight(text, parseQuery(query), 'question');
        expect(
          pieces(text, ranges)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('excerpt', () => {
  it('begins at the beginning when the word is near, else shortly before it', () => {
    const text = `${'long '.repeat(100)}needle in the hay`;
    const line = excerpt(text, highlight(text, parseQuery('needle'), 'question'), 80);
    expect(line.map((piece) => piece.text).join('')).toMatch(/^… long .*needle in the hay$/);
    expect(line.find((piece) => piece.found)?.text).toBe('needle');
    const letters = excerpt('ক্ষি'.repeat(100), [], 30)[0]?.text ?? '';
    expect('ক্ষি'.repeat(20).startsWith(letters) && letters.endsWith('ক্ষি')).toBe(true);
    expect(excerpt('short', [], 80)).toEqual([{ text: 'short', found: false }]);
  });
});
