import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { unspacedLetter, unspacedMark } from '#lib/conversations/unspaced.ts';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { exportTurns } from './export.ts';
import { findTail, findTurns } from './queries.ts';
import { findVolume } from './volume.ts';

withDatabase();
const analyst = userActor('analyst');
const FAR = 30_000;

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response) values
      ('asked-zh', '如何申请信用卡？', 'Sorry.'), ('told-zh', 'How?', '您可以在网上银行申请信用卡，也可以用VISA信用卡。'),
      ('asked-ja', 'クレジットカードを申し込む', 'Sorry.'), ('told-ja', 'Where?', '最寄りのATMの場所はアプリで見られます。'),
      ('asked-th', 'ฉันทำบัตรเครดิตหาย', 'Sorry.'), ('told-th', 'Lost', 'กรุณาระงับบัตรเครดิตของคุณทันที'),
      ('told-lo', 'Lost', 'ຂ້ອຍເສຍບັດເຄຣດິດ'), ('told-km', 'Lost', concat('ខ្ញុំ', chr(8203), 'បាត់', chr(8203), 'កាត')), ('told-my', 'Lost', 'ကျွန်ုပ်၏ခရက်ဒစ်ကတ်'),
      ('apart', '信任您，用户卡', '信用'), ('other', 'ATMs and cards', 'কার্ড 신용카드'), ('rare', '𠮷野家の割引', 'Sorry.'),
      ('far', 'long', ${`${'银行服务'.repeat(FAR / 4)}请带护照和VISA证明。`})`;
});

async function find(query: string) {
  const { rows } = await findTurns(analyst, {
    filter: { ...everyTurn, query },
    walk: { cursor: null, direction: 'older' },
  });
  return rows;
}

/** The sessions of what is found, by their names. */
async function found(query: string): Promise<string[]> {
  return (await find(query)).map(({ sessionId }) => sessionId).toSorted();
}

test('words of scripts without spaces are found within a sentence of either side', async () => {
  expect(await found('信用卡')).toEqual(['asked-zh', 'told-zh']);
  expect(await found('カード')).toEqual(['asked-ja']);
  expect(await found('アプリ')).toEqual(['told-ja']);
  expect(await found('บัตรเครดิต')).toEqual(['asked-th', 'told-th']);
  expect(await found('ບັດ')).toEqual(['told-lo']);
  expect(await found('បាត់កាត')).toEqual(['told-km']);
  expect(await found('ဒစ်ကတ်')).toEqual(['told-my']);
  expect(await found('野家')).toEqual(['rare']);
  expect(await found('𠮷野家')).toEqual(['rare']);
  expect(await found('信用')).toEqual(['apart', 'asked-zh', 'told-zh']);
});

test('one letter is a word or its beginning, and never a part of a letter with marks', async () => {
  expect(await found('卡')).toEqual(['apart', 'asked-zh', 'told-zh']);
  expect(await found('卡*')).toEqual(['apart', 'asked-zh', 'told-zh']);
  expect(await found('の')).toEqual(['rare', 'told-ja']);
  expect(await found('บ')).toEqual(['told-th']);
  expect(await found('กรุ*')).toEqual(['told-th']);
});

test('phrases, beginnings, substrings and exclusions know them', async () => {
  expect(await found('"申请信用卡"')).toEqual(['asked-zh', 'told-zh']);
  expect(await found('"申请 信用卡"')).toEqual(['asked-zh', 'told-zh']);
  expect(await found('"信用卡申请"')).toEqual([]);
  expect(await found('クレジ*')).toEqual(['asked-ja']);
  expect(await found('*信用卡*')).toEqual(['asked-zh']);
  expect(await found('信用卡 -网上银行')).toEqual(['asked-zh']);
  expect(await found('信用卡 -VISA信用卡')).toEqual(['asked-zh']);
  expect(await found('申请 网上')).toEqual(['told-zh']);
});

test('they are told from the words beside them', async () => {
  expect(await found('atm')).toEqual(['told-ja']);
  expect(await found('"ATM の場所"')).toEqual(['told-ja']);
  expect(await found('ATMの場*')).toEqual(['told-ja']);
  expect(await found('VISA信用卡')).toEqual(['told-zh']);
  expect(await found('ISA信用卡')).toEqual([]);
  expect(await found('카드')).toEqual([]);
  expect(await found('신용카드')).toEqual(['other']);
});

test('they are found far down a long text', async () => {
  expect(await found('护照')).toEqual(['far']);
  expect(await found('带护照和')).toEqual(['far']);
  expect(await found('和VISA证明')).toEqual(['far']);
  expect(await found('"护照 VISA"')).toEqual([]);
});

test('what was found is marked, and the bars, the tail and the file agree with the list', async () => {
  const [told] = (await find('网上银行')).map(({ answer }) => answer);
  expect(told?.filter((piece) => piece.found).map(({ text }) => text)).toEqual(['网上银行']);
  const filter = { ...everyTurn, query: '信用卡 -网上银行' };
  expect((await findTail(analyst, filter, '1:1:/1:1:')).rows.map(({ sessionId }) => sessionId)).toEqual(['asked-zh']);
  const now = Date.now();
  const window = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 3_600_000).toISOString() };
  expect((await findVolume(analyst, filter, [window])).matching).toEqual([1]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await exportTurns(analyst, { filter, format: 'jsonl', raw: false })) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString().trim().split('\n')).toHaveLength(1);
});

test('the longest text of different letters is stored and searched', async () => {
  const letters = (plane: number, step: number) =>
    Array.from({ length: 50_000 }, (_, n) =>
      String.fromCodePoint(plane + ((n * step + ((n / 20_000) | 0)) % 20_000)),
    ).join('');
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response) values
      ('full', ${letters(0x4e00, 7)}, ${letters(0x4e00, 11)}), ('astral', ${letters(0x20000, 7)}, ${letters(0x24000, 11)})`;
  expect(await found([...letters(0x4e00, 11)].slice(40_000, 40_004).join(''))).toEqual(['full']);
});

test('the words of other scripts are what they were', async () => {
  const texts = [
    'My debit/credit card, on.I',
    'দুঃখিত, এই বিষয়ে তথ্য নেই।',
    '신용카드 신청',
    'Überweisung – naïve 😀',
    'ক খ '.repeat(20_000),
    '',
  ];
  const same = await prisma().$queryRaw`
    select search.side_words(t) = to_tsvector('search.turn', search.signs_apart(left(t, 50000))) as same, search.side_words(t) <> ''::tsvector as some
    from unnest(${texts}::text[]) with ordinality as l (t, place) order by place`;
  expect(same).toEqual(texts.map((text) => ({ same: true, some: text !== '' })));
});

const places = z.array(z.object({ at: z.int() }));
/** The basic plane, and the ends of those with the rarer Chinese letters. */
const asked = [
  ...Array.from({ length: 0xffff - 161 }, (_, n) => 161 + n).filter((at) => at < 0xd800 || at > 0xdfff),
  ...[0x1ffff, 0x20000, 0x2ffff, 0x30000, 0x3ffff, 0x40000],
];

test('the database and the page take the same letters for such a script', async () => {
  const all = Prisma.sql`select at, chr(at) as c from unnest(${asked}::int[]) as at`;
  const apart = await prisma().$queryRaw`select at from (${all}) as l where length(search.apart(c || c)) > 2`;
  expect(places.parse(apart).map(({ at }) => at)).toEqual(placesOf(unspacedLetter));
  const marks = await prisma().$queryRaw`
    select at from (${all}) as l where position('信' || c || '用' in search.apart('信' || c || '用')) > 0`;
  expect(places.parse(marks).map(({ at }) => at)).toEqual(placesOf(unspacedMark));
});

function placesOf(letter: RegExp): number[] {
  return asked.filter((at) => letter.test(String.fromCodePoint(at)));
}
