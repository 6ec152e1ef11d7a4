import { expect, test } from 'vitest';
import { z } from 'zod';
import { randomOf } from '#lib/random.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findTopTexts, type TopTexts, walkTopTexts } from './texts.ts';

withDatabase();
const actor = systemActor('test');
const week = { from: '2026-03-02T00:00:00Z', to: '2026-03-09T00:00:00Z' };
const wish = { ...week, limit: 10, offset: 0, words: '', turns: 100 };

test('what is shown is what a direct count finds, whatever was asked before and after', async () => {
  const random = randomOf(7);
  const turns = Array.from({ length: 3_000 }, () => {
    // Texts that were asked most outside of the window come first in the walk and last in the list.
    const text = Math.floor(random() ** 2 * 700);
    const inside = random() < (text % 7 === 0 ? 0.9 : 0.1);
    const day = inside ? 2 + Math.floor(random() * 7) : 10 + Math.floor(random() * 15);
    return { text: `question ${text}`, at: `2026-03-${String(day).padStart(2, '0')} 12:00`, answered: random() < 0.7 };
  });
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's', t.text, 'a', t.answered::int, t.at from unnest(${turns.map(({ text }) => text)}::text[], ${turns.map(({ answered }) => answered)}::boolean[], ${turns.map(({ at }) => at)}::timestamp[]) as t (text, answered, at)`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
  const direct = z.array(z.object({ text: z.string(), asked: z.int(), answered: z.int() })).parse(
    await prisma().$queryRaw`
      select c.user_message as text, count(*)::int as asked, sum(c.is_answered)::int as answered from conversations c join question_texts q on q.normalized = c.user_message
      where c.created_at >= ${week.from.replace('Z', '')}::timestamp and c.created_at < ${week.to.replace('Z', '')}::timestamp group by 1, q.id order by 2 desc, q.id`,
  );
  for (const offset of [0, 10, 60]) {
    const { texts, more, bounded } = await findTopTexts(actor, { ...wish, offset });
    expect(texts.map(({ question, asked, answered }) => ({ text: question, asked, answered }))).toEqual(
      direct.slice(offset, offset + 10),
    );
    expect([more, bounded]).toEqual([true, false]);
  }
  const last = await findTopTexts(actor, { ...wish, limit: 50, offset: direct.length - 20 });
  expect([last.texts.length, last.more]).toEqual([20, false]);
  for (const [most, page] of [
    [1_000, 50],
    [100, 30],
    [100, 50],
    [direct.length, 7],
  ] as const) {
    const pages: TopTexts[] = [];
    for await (const one of walkTopTexts(actor, wish, { most, page })) pages.push(one);
    expect(pages.flatMap(({ texts }) => texts.map(({ question, asked }) => [question, asked]))).toEqual(
      direct.slice(0, most).map(({ text, asked }) => [text, asked]),
    );
    expect(pages.map(({ more }) => more)).toEqual(
      pages.map((_, at) => at === pages.length - 1 && most < direct.length),
    );
    expect(pages.some(({ texts, bounded }) => texts.length > page || bounded)).toBe(false);
  }
});

test('words narrow it, percent signs are no pattern, and nobody sees an address', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at) values
    ('s', 'Is 5% for ann.smith@example.org right?', 'a', '2026-03-03 10:00'), ('s', 'is it 50 and right', 'a', '2026-03-03 10:00')`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
  const { texts } = await findTopTexts(userActor('analyst'), { ...wish, words: '5% right' });
  expect(texts).toMatchObject([{ question: 'Is 5% for [e-mail] right?', asked: 1, share: 0.01, about: false }]);
});

test('no text is found by what is masked in it', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at) values
    ('s', 'Is the card 4111 1111 1111 1111 lost', 'a', '2026-03-03 10:00'), ('s', 'is the card with 4111 lost', 'a', '2026-03-03 10:00')`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
  const found = async (words: string, who = userActor('analyst')) =>
    (await findTopTexts(who, { ...wish, words })).texts.map(({ question }) => question).sort();
  const [masked, plain] = ['Is the card [card] lost', 'is the card with 4111 lost'];
  expect(await found('lost card')).toEqual([masked, plain]);
  expect(await found('4111 lost')).toEqual([plain]);
  expect(await found('4111 1111')).toEqual([]);
  expect(await found('4111 lost', userActor('admin'))).toEqual([plain]);
});

test('what came of a text that was asked very often is told from its latest turns, and says so', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's', 'asked all the time', 'a', (n > 200)::int, timestamp '2026-03-04' + n * interval '1 second' from generate_series(1, 1000) n`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
  const { texts } = await findTopTexts(actor, { ...wish, limit: 1 });
  expect(texts).toMatchObject([{ asked: 1_000, answered: 1_000, about: true, rate: 100 }]);
});

test('it is not for operators', async () => {
  await expect(findTopTexts(userActor('operator'), wish)).rejects.toThrow('analysts and admins');
  const walk = walkTopTexts(userActor('operator'), wish, { most: 1, page: 1 });
  await expect(walk.next()).rejects.toThrow('analysts and admins');
});
