import { describe, expect, test } from 'vitest';
import type { Subject } from '#lib/erasure/subject.ts';
import { subjectSchema } from '#lib/erasure/subject.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const cases: { subject: Subject; holding: string[]; others: string[] }[] = [
  {
    subject: { kind: 'email', value: 'Ann.Lee+x@bank.example' },
    holding: [
      'ann.lee+x@bank.example',
      '<ANN.LEE+X@BANK.EXAMPLE>',
      'write to ann.lee+x@bank.example.',
      '-ann.lee+x@bank.example',
      'mailto:ann.lee+x%40bank.example?subject=a',
      'ann.lee+x&#64;bank.example',
      'a/ann.lee+x@bank.example/b',
      'ann.lee+x@bank.example-',
      '请写信给ann.lee+x@bank.example谢谢',
      'ann.lee+x@bank.exampleに送る',
      'ﾒｰﾙann.lee+x@bank.exampleﾃﾞｽ',
      '메일은ann.lee+x@bank.example입니다',
      'ann.lee+x@bank.example-এ লিখুন',
      'ইমেইলann.lee+x@bank.exampleএ',
    ],
    others: [
      'joann.lee+x@bank.example',
      'ann.lee+x@bank.example.org',
      'annxlee+x@bank.example',
      'ann.lee@bank.example',
      'ann.lee+x@bank.example-a.org',
      'éann.lee+x@bank.example',
      'ann.lee+x@bank.exampleé',
      'иann.lee+x@bank.example',
    ],
  },
  {
    subject: { kind: 'number', value: '(202) 555-0173' },
    holding: [
      '2025550173',
      '+12025550173',
      '001 202 555 0173',
      '1-202-555-0173',
      'tel:202.555.0173;ext=1',
      '২০২-৫৫৫-০১৭৩',
      '٢٠٢٥٥٥٠١٧٣',
      '२०२ ५५५ ०१७३',
      '2025550173',
      '202\u00a0555\u200b0173',
      'a2025550173b',
    ],
    others: ['92025550173', '20255501739', '202 555 017', '202 and 555 and 0173', '202, then 555, then 0173'],
  },
  {
    subject: { kind: 'number', value: '4711' },
    holding: ['extension 4711', 'x4711', '47-11'],
    others: ['14711', '47110', '47 x 11'],
  },
  {
    subject: { kind: 'name', value: "Zsófia O'Neil-Smith" },
    holding: [
      "zsofia o'neil smith",
      'ZSÓFIA ONEIL-SMITH',
      'Zsófia O’Neil-Smith'.normalize('NFD'),
      'Frau Zsofia  O´Neil / Smith, bitte',
      'Zsofia.ONeil.Smith@bank.example',
      "请问Zsofia O'Neil Smith的电话",
      "Zsofia O'Neil Smithকে ডাকুন",
    ],
    others: [
      'Zsofia Smith',
      'Zsofia Oneil Smithers',
      'Azsofia Oneil Smith',
      'Zsofia Oneil Smithé',
      'яZsofia Oneil Smith',
      'Zsofia and her friend Oneil Smith',
    ],
  },
  {
    subject: { kind: 'name', value: 'মোঃ রহমান' },
    holding: ['জনাব মোঃ রহমান আছেন?', 'মোঃ  রহমান।', 'মোঃ রহমানের নম্বর', 'মোঃ রহমানকে ডাকুন', 'মোঃ রহমান-এর', 'মোঃ রহমানদেরকেও'],
    others: ['রহমান মোঃ', 'মোঃ করিম', 'অমোঃ রহমান', 'মোঃ রহমানx'],
  },
  {
    subject: { kind: 'name', value: 'राम कुमार' },
    holding: ['राम कुमारजी को फ़ोन', 'श्री राम कुमार।', 'राम कुमारों'],
    others: ['आराम कुमार', 'राम कुमारabc', 'राम प्रकाश'],
  },
  {
    subject: { kind: 'name', value: 'கண்ணன்' },
    holding: ['கண்ணன் எங்கே?', 'கண்ணன்களுக்கெல்லாம்'],
    others: ['கண்ணா'],
  },
  {
    subject: { kind: 'name', value: '王小明' },
    holding: ['请问王小明的电话是多少', '王小明', '找王小明！', 'Ask王小明now'],
    others: ['王明', '小明', '王小华', '王，小明'],
  },
  {
    subject: { kind: 'name', value: '李明' },
    holding: ['请找李明', '李明在吗？'],
    others: ['李大明', '明李'],
  },
  {
    subject: { kind: 'name', value: '이산' },
    holding: ['이산은 어디에 있나요', '이산에게 전화'.normalize('NFD'), '과장이산'],
    others: ['이상은', '이 산'],
  },
  {
    subject: { kind: 'name', value: '山田 太郎' },
    holding: ['山田太郎さんの内線は？', '山田\u3000太郎様', '山田・太郎', 'お山田 太郎'],
    others: ['山田花子', '太郎山田', '山田と太郎'],
  },
  {
    subject: { kind: 'name', value: 'マイケル・ジョー' },
    holding: ['マイケル・ジョーさん', 'ﾏｲｹﾙ･ｼﾞｮｰです', 'マイケルジョーは'],
    others: ['マイケル・ジョ', 'まいける・じょー'],
  },
  {
    subject: { kind: 'name', value: 'สมชาย ใจดี' },
    holding: ['ขอเบอร์คุณสมชาย ใจดีครับ', 'คุณสมชายใจดีอยู่ไหม'],
    others: ['สมหญิง ใจดี', 'สมชาย ใจร้าย'],
  },
  {
    subject: { kind: 'name', value: 'রুমা' },
    holding: ['রুমা আছেন?', 'রুমার নম্বর'],
    others: ['রুম', 'অরুমা'],
  },
  ...['ສົມສັກ', 'សុខា', 'အောင်မြင့်'].map((value) => ({
    subject: { kind: 'name' as const, value },
    holding: [`${value}${value}`, `x${value}x`, `${value}?`],
    others: [value.slice(0, -1)],
  })),
  {
    subject: { kind: 'name', value: 'Anna 王' },
    holding: ['Anna王先生', '请问 Anna 王的电话'],
    others: ['Joanna 王', 'Annabel 王'],
  },
  {
    subject: { kind: 'name', value: '王 Anna' },
    holding: ['请问王Anna', '老王 Anna.'],
    others: ['王 Annabel', '王 Anna2'],
  },
  {
    subject: { kind: 'address', value: '2001:DB8:0::9' },
    holding: ['from 2001:db8::9', '[2001:db8::9]:443', '2001:DB8:0::9.'],
    others: ['2001:db8::99', 'a2001:db8::9', '2001:db8::9:1'],
  },
  {
    subject: { kind: 'address', value: '10.1.2.3' },
    holding: ['10.1.2.3', 'at 10.1.2.3:8080', 'It was 10.1.2.3.'],
    others: ['110.1.2.3', '10.1.2.30', '10.1.2.3.4', '10x1x2x3'],
  },
];

describe.each(cases)('$subject.kind $subject.value', ({ subject, holding, others }) => {
  test('is found however it is written, and nothing else is', async () => {
    expect(subjectSchema.safeParse(subject).success).toBe(true);
    const matcher = await matcherOf(subject);
    const texts = [...holding, ...others];
    const found = await matcher.among(texts);
    expect(texts.filter((_, place) => found[place])).toEqual(holding);
  });
});

test('a text is read to its end, with signs that Postgres cannot hold left out', async () => {
  const matcher = await matcherOf({ kind: 'name', value: 'Ada Late' });
  expect(await matcher.among([`${'é '.repeat(200_000)}Ada\0 Late`])).toEqual([true]);
});

test('a long text in which a name begins again and again is read in one go', async () => {
  const matcher = await matcherOf({ kind: 'name', value: 'রর রর' });
  expect(await matcher.among(['রর '.repeat(100_000), `রর ${'র'.repeat(300_000)}x`])).toEqual([true, false]);
});

test.each([
  { kind: 'email', value: 'nobody' },
  { kind: 'number', value: '123' },
  { kind: 'number', value: '1'.repeat(21) },
  { kind: 'name', value: 'A.' },
  { kind: 'name', value: 'Al' },
  { kind: 'name', value: '李' },
  { kind: 'name', value: '김'.normalize('NFD') },
  { kind: 'name', value: 'রহ' },
  { kind: 'address', value: '10.1.2' },
  { kind: 'session', value: '  ' },
  { kind: 'session', value: `~ ${'x'.repeat(254)}` },
  { kind: 'name', value: `~${'x'.repeat(255)}` },
])('$kind "$value" is no subject', (subject) => {
  expect(subjectSchema.safeParse(subject).error?.issues[0]?.path).toEqual(['value']);
});

test('a handle, which is longer than the id of a session, is one', () => {
  expect(subjectSchema.safeParse({ kind: 'session', value: `~${'x'.repeat(1_398)}` }).success).toBe(true);
});
