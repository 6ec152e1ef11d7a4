import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { readWithin } from '#server/core/db/within.ts';
import type { Window } from '#server/questions/counts/blocks-sql.ts';
import { foundReader, hasWords, searchedWords, wordingOf } from '#server/questions/counts/words.ts';

const TEXTS_AT_A_TIME = 200;

export type WalkWish = Window & {
  /** Words that a text has, all of them and as it is shown; '' for any. */
  words: string;
};

export type Counted = { id: number; asked: number };

/** `settled`: so many of the counted stand in their place, whatever follows. `bounded`: time ran out, and this is the last. */
type Step = { counted: readonly Counted[]; settled: number; isLast: boolean; bounded: boolean };

const chunkRow = z.object({
  id: z.coerce.number(),
  ever: z.coerce.number(),
  lastAt: z.string(),
  asked: z.coerce.number(),
  /** The most that waits to be folded of one text: so much may be missing in `ever`. */
  waiting: z.coerce.number(),
});
type Chunk = z.infer<typeof chunkRow>[];

/**
 * Finds the `wanted` exact texts asked most in a window. Texts are looked through by how often they were ever asked, which no
 * window can surpass, until none that follows can rise above those that are settled (threshold algorithm; Fagin, Lotem and
 * Naor, PODS 2001). The turns of each are counted by their index; a text never asked before stands here once it was folded,
 * seconds later. @param left how many milliseconds the next portion may take
 */
export async function* walkTexts(
  actor: Actor,
  wish: WalkWish,
  wanted: number,
  left: () => number,
): AsyncGenerator<Step> {
  requirePermission(actor, 'analytics.read');
  const words = searchedWords(wish.words);
  let counted: Counted[] = [];
  let settled = 0;
  let after: Chunk[number] | null = null;
  for (;;) {
    const last: Chunk[number] | null = after;
    const time = left();
    const chunk: Chunk | null = time <= 0 ? null : await readWithin(time, (tx) => readChunk(tx, wish, words, last));
    if (chunk === null) {
      yield { counted, settled, isLast: true, bounded: true };
      return;
    }
    const asked = chunk.filter((text) => text.asked > 0);
    counted = [...counted, ...(words.length === 0 ? asked : await showing(actor, words, asked))]
      .sort((one, other) => other.asked - one.asked || one.id - other.id)
      .slice(0, wanted);
    after = chunk.at(-1) ?? null;
    const isLast = after === null || chunk.length < TEXTS_AT_A_TIME;
    const reach = after === null || isLast ? 0 : after.ever + after.waiting;
    settled = counted.filter((text) => text.asked > reach).length;
    yield { counted, settled, isLast, bounded: false };
    if (isLast) return;
  }
}

async function readChunk(
  db: Database,
  wish: WalkWish,
  words: readonly string[],
  after: Chunk[number] | null,
): Promise<Chunk> {
  const rows = await db.$queryRaw`
    with chunk as materialized (
      select q.id, q.hash, q.asked, q.last_at from question_texts q
      where q.last_at >= ${wish.from.replace('Z', '')}::timestamp and ${afterCondition(after)} and ${hasWords(Prisma.sql`q.normalized`, words)}
      order by q.asked desc, q.last_at desc, q.id limit ${TEXTS_AT_A_TIME}::int
    )
    select h.id::text as id, h.asked::text as ever, h.last_at::text as "lastAt", c.asked::text as asked,
           (select coalesce(max(w.asked), 0)::text from (select sum(d.asked) as asked from question_text_deltas d group by d.normalized) w) as waiting
    from chunk h cross join lateral (
      select count(*) as asked from conversations c where ${turnsOf(Prisma.sql`h.hash`, wish)} offset 0
    ) c order by h.asked desc, h.last_at desc, h.id`;
  return z.array(chunkRow).parse(rows);
}

function afterCondition(after: Chunk[number] | null): Prisma.Sql {
  if (after === null) return Prisma.sql`true`;
  const { ever, lastAt, id } = after;
  return Prisma.sql`q.asked <= ${ever}::bigint and (q.asked < ${ever}::bigint or q.last_at < ${lastAt}::timestamp or (q.last_at = ${lastAt}::timestamp and q.id > ${id}::bigint))`;
}

/** The turns `c` of a text in the window. */
export function turnsOf(hash: Prisma.Sql, { from, to }: Window): Prisma.Sql {
  return Prisma.sql`search.asked_key(c.user_message) = substring(${hash} from 1 for 8)
    and c.created_at >= ${from.replace('Z', '')}::timestamp and c.created_at < ${to.replace('Z', '')}::timestamp`;
}

const wordedRows = z.array(z.object({ id: z.number(), normalized: z.string(), wording: z.string().nullable() }));

/** Those of the texts that have the words as they are shown. */
async function showing(actor: Actor, words: readonly string[], texts: readonly Counted[]): Promise<Counted[]> {
  const rows = await prisma().$queryRaw`
    select q.id::float8 as id, q.normalized, ${wordingOf(Prisma.sql`q`)} as wording from question_texts q where q.id = any (${texts.map(({ id }) => id)}::bigint[])`;
  const isFound = await foundReader(actor, words);
  const found = new Set(
    wordedRows
      .parse(rows)
      .filter(isFound)
      .map(({ id }) => id),
  );
  return texts.filter(({ id }) => found.has(id));
}
