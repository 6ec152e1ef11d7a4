import { expect, test } from 'vitest';
import { z } from 'zod';
import { holdsAll } from '#lib/conversations/highlight.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import { holdsUnspaced } from '#lib/conversations/unspaced.ts';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { pick, randomOf } from '#lib/random.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { turnCondition } from '#server/measures/turn-condition.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const TURNS = 300;
const QUERIES = 200;
const random = randomOf(7);
const letters = ['信', '用', '卡', '𠮷', 'บ', 'บั', 'ต', 'ら', 'a', 'b', '1', ' ', '。', '-', '한', 'ক'];

function written(most: number): string {
  return Array.from({ length: Math.ceil(random() * most) }, () => pick(letters, random())).join('');
}

const turnRows = z.array(z.object({ question: z.string(), answer: z.string() }));

test('of scripts without spaces the page marks what the database finds, and nothing else', async () => {
  const turns = Array.from({ length: TURNS }, () => ({ question: written(14), answer: written(14) }));
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response)
    select 's', t.q, t.a from unnest(${turns.map(({ question }) => question)}::text[], ${turns.map(({ answer }) => answer)}::text[]) as t (q, a)`;
  for (let n = 0; n < QUERIES; n += 1) {
    const value = written(4);
    const word = value.replaceAll(' ', '').replace(/^-+/, '');
    if (!holdsUnspaced(word)) continue;
    const query = parseQuery(pick([`"${value}"`, word, `${word}*`], random()));
    const found = turnRows.parse(
      await prisma()
        .$queryRaw`select c.user_message as question, c.assistant_response as answer from conversations c where ${turnCondition(everyTurn, query)} order by c.id`,
    );
    expect(found, JSON.stringify(query)).toEqual(turns.filter((turn) => holdsAll(turn, query)));
  }
});
