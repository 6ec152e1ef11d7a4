import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { randomOf } from '#lib/random.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { differingTexts } from '#server/measures/texts.ts';
import { withDatabase } from '#test/database.ts';

import { findMostAsked, findUnanswered } from './asked.ts';

withDatabase();
const actor = systemActor('test');

async function ask(message: string, answered: number | null = 1, at = '2026-03-01 10:00'): Promise<void> {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at) values ('s', ${message}, 'a', ${answered}, ${at}::timestamp)`;
}

const fold = () => prisma().$queryRaw`select question_texts_compact()::text`;
const differences = () => prisma().$queryRaw(differingTexts());

test('the normaliser gives what the shared vectors say', async () => {
  const file = join(repositoryRoot, 'test/fixtures/questions/normalized.json');
  const vectors = z.array(z.tuple([z.string(), z.string()])).parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const [question, normalized] of vectors)
    expect(await prisma().$queryRaw`select search.asked_text(${question}) as text`).toEqual([{ text: normalized }]);
});

test('it gives what its first wording gave, whatever white space and marks come', async () => {
  const draw = randomOf(52);
  const signs = [...'aB?!. \t\n\r\f\v\u00a0\u0085\u2003\u3000\u200bĞİß😀\\'];
  const some = Array.from({ length: 500 }, () =>
    Array.from({ length: Math.floor(draw() * 12) }, () => signs[Math.floor(draw() * signs.length)]).join(''),
  );
  const rows = await prisma().$queryRaw`
    select q from unnest(${some}::text[]) as q
    where search.asked_text(q) <> btrim(regexp_replace(translate(lower(left(q, 2000)), '?!.', ''), '\\s+', ' ', 'g'))
       or search.asked_key(q) <> substring(sha256(convert_to(search.asked_text(q), 'UTF8')) from 1 for 8)`;
  expect(rows).toEqual([]);
});

test('a question is counted whatever its case and marks, at once and after folding, with the youngest wording', async () => {
  await ask('Where is my card?', 1, '2026-03-01 10:00');
  await ask('where is my CARD', 0, '2026-03-02 10:00');
  await ask('Something else', 0);
  const expected = {
    question: 'where is my CARD',
    normalized: 'where is my card',
    total_asked: 2,
    answered_count: 1,
    unanswered_count: 1,
    last_asked: '2026-03-02T10:00:00.000000Z',
    answer_rate: 50,
  };
  expect((await findMostAsked(actor, 1))[0]).toEqual(expected);
  await fold();
  expect((await findMostAsked(actor, 1))[0]).toEqual(expected);
  await ask('WHERE IS MY CARD', 0, '2026-02-01 10:00');
  expect((await findMostAsked(actor, 1))[0]).toEqual({
    ...expected,
    total_asked: 3,
    unanswered_count: 2,
    answer_rate: 33.3,
  });
  expect((await findUnanswered(actor, 1))[0]).toMatchObject({ normalized: 'where is my card', unanswered_count: 2 });
  await prisma().$executeRaw`delete from conversations`;
  expect(await findMostAsked(actor, 5)).toEqual([]);
  await fold();
  expect(await prisma().$queryRaw`select count(*)::int as count from question_texts`).toEqual([{ count: 0 }]);
});

test('what waits to be folded lifts a question past others and pushes it down', async () => {
  for (const [text, times] of [
    ['one', 3],
    ['two', 2],
    ['three', 1],
  ] as const)
    for (let i = 0; i < times; i += 1) await ask(text);
  await fold();
  for (let i = 0; i < 3; i += 1) await ask('three');
  await prisma().$executeRaw`delete from conversations where user_message = 'one'`;
  expect((await findMostAsked(actor, 2)).map(({ normalized, total_asked }) => [normalized, total_asked])).toEqual([
    ['three', 4],
    ['two', 2],
  ]);
  await prisma().$executeRaw`truncate conversations`;
  expect(await findMostAsked(actor, 2)).toEqual([]);
});

test('counts agree with the turns after any writes, by plain SQL or by a changed state, folded or not', async () => {
  const draw = randomOf(1127);
  const texts = ['What is it?', 'what is it', 'Who are you?', 'hello', 'Open an account.', 'open an ACCOUNT!'];
  const text = () => texts[Math.floor(draw() * texts.length)];
  for (let step = 0; step < 120; step += 1) {
    const which = draw();
    const some = `id % 7 = ${Math.floor(draw() * 7)}`;
    if (which < 0.45)
      await mainPool().query(
        `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
         select 's' || n, $1, 'a', $2, timestamp '2026-01-15' + n * interval '20 days' from generate_series(1, $3::int) n`,
        [text(), [0, 1, null][step % 3], 1 + Math.floor(draw() * 4)],
      );
    else if (which < 0.6) await mainPool().query(`update conversations set user_message = $1 where ${some}`, [text()]);
    else if (which < 0.65)
      await mainPool().query(
        `update conversations set created_at = created_at + interval '31 days', user_message = $1 where ${some}`,
        [text()],
      );
    else if (which < 0.8)
      await mainPool().query(`update conversation_states set state = $1::turn_state where ${some}`, [
        ['answered', 'unanswered', 'partial', 'unknown'][step % 4],
      ]);
    else if (which < 0.9) await mainPool().query(`delete from conversations where ${some}`);
    else await fold();
    expect(await differences()).toEqual([]);
  }
  await fold();
  expect(await differences()).toEqual([]);
  expect(await prisma().$queryRaw`select count(*)::int as count from search.stale_turns`).toEqual([{ count: 0 }]);
});
