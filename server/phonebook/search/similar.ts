import 'server-only';
import { z } from 'zod';
import type { Database } from '#server/core/db/prisma.ts';
import { similarTerm } from './terms.ts';
import type { Token } from './token.ts';

const MOST_WORDS = 8;
const rows = z.array(z.object({ lexeme: z.string() }));

/** The query for words that share trigrams with these, which nothing in the vocabulary explains better; null for none. */
export async function findSimilar(
  db: Database,
  tokens: readonly Token[],
  narrowing: readonly string[],
): Promise<string | null> {
  const unknown = tokens.filter(({ inNames, inRoles }) => !inNames && !inRoles).map(({ text }) => text);
  if (unknown.length === 0) return null;
  const found = rows.parse(
    await db.$queryRaw`select s.lexeme from unnest(${unknown}::text[]) as u (word)
      cross join lateral search.similar(u.word, ${MOST_WORDS}) as s (lexeme)`,
  );
  return similarTerm(
    found.map(({ lexeme }) => lexeme),
    narrowing,
  );
}
