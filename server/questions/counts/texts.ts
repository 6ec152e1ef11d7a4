import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { answerRate } from '#lib/measures/answer-rate.ts';
import type { TopText } from '#lib/questions/groups.ts';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { readWithin } from '#server/core/db/within.ts';
import type { Window } from '#server/questions/counts/blocks-sql.ts';
import { questionReader } from '#server/questions/wordings.ts';

const TEXTS_AT_A_TIME = 200;
/** How long texts are looked through, and what an answer rate is told from at most. */
const BUDGET_MS = 2_500;
const MOST_STATES = 500;

export type TextsWish = Window & {
  limit: number;
  offset: number;
  /** Words that a text has, all of them; '' for any. */
  words: string;
  /** Turns of the window, of which a share is told. */
  turns: number;
};

/** `more`: whether there is a page after this one. `bounded`: time ran out, so a text further down may belong above. */
export type TopTexts = { texts: TopText[]; more: boolean; bounded: boolean };

const chunkRow = z.object({
  id: z.coerce.number(),
  ever: z.coerce.number(),
  lastAt: z.string(),
  asked: z.coerce.number(),
  /** The most that waits to be folded of one text: so much may be missing in `ever`. */
  waiting: z.coerce.number(),
});
type Chunk = z.infer<typeof chunkRow>[];
type Counted = { id: number; asked: number };

/**
 * The exact texts asked most in a window. Texts are looked through by how often they were ever asked, which no window can
 * surpass, until none that follows can reach the page (threshold algorithm; Fagin, Lotem and Naor, PODS 2001). The turns of
 * each are counted by their index; a text never asked before stands here once it was folded, seconds later.
 */
export async function findTopTexts(actor: Actor, wish: TextsWish): Promise<TopTexts> {
  requirePermission(actor, 'analytics.read');
  const wanted = wish.offset + wish.limit + 1;
  const started = performance.now();
  const counted: Counted[] = [];
  let after: Chunk[number] | null = null;
  let bounded = false;
  for (;;) {
    const left = BUDGET_MS - (performance.now() - started);
    const last: Chunk[number] | null = after;
    const chunk: Chunk | null = left <= 0 ? null : await readWithin(left, (tx) => readChunk(tx, wish, last));
    bounded = chunk === null;
    if (chunk === null) break;
    counted.push(...chunk.filter(({ asked }) => asked > 0));
    counted.sort((one, other) => other.asked - one.asked || one.id - other.id);
    after = chunk.at(-1) ?? null;
    if (after === null || chunk.length < TEXTS_AT_A_TIME) break;
    if ((counted[wanted - 1]?.asked ?? 0) > after.ever + after.waiting) break;
  }
  const page = counted.slice(wish.offset, wish.offset + wish.limit);
  return { texts: await readTold(actor, wish, page), more: counted.length >= wanted, bounded };
}

async function readChunk(db: Database, wish: TextsWish, after: Chunk[number] | null): Promise<Chunk> {
  const rows = await db.$queryRaw`
    with chunk as materialized (
      select q.id, q.hash, q.asked, q.last_at from question_texts q
      where q.last_at >= ${wish.from.replace('Z', '')}::timestamp and ${afterCondition(after)} and ${wordsCondition(wish.words)}
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

function wordsCondition(words: string): Prisma.Sql {
  const parts = normalizeQuestion(words)
    .split(' ')
    .filter((word) => word !== '');
  if (parts.length === 0) return Prisma.sql`true`;
  return Prisma.join(
    parts.map((word) => Prisma.sql`q.normalized like '%' || search.like_literal(${word}) || '%'`),
    ' and ',
  );
}

/** The turns `c` of a text in the window. */
function turnsOf(hash: Prisma.Sql, { from, to }: Window): Prisma.Sql {
  return Prisma.sql`search.asked_key(c.user_message) = substring(${hash} from 1 for 8)
    and c.created_at >= ${from.replace('Z', '')}::timestamp and c.created_at < ${to.replace('Z', '')}::timestamp`;
}

const toldRow = z.object({
  id: z.coerce.number(),
  group: z.coerce.number(),
  normalized: z.string(),
  wording: z.string().nullable(),
  looked: z.int(),
  answered: z.int(),
  unanswered: z.int(),
  partial: z.int(),
});

/** What the page tells of each text beside its count; what came of its turns is told from the latest 500. */
async function readTold(actor: Actor, wish: TextsWish, page: readonly Counted[]): Promise<TopText[]> {
  if (page.length === 0) return [];
  const rows = await prisma().$queryRaw`
    select q.id::text as id, q.group_id::text as group, q.normalized, s.looked, s.answered, s.unanswered, s.partial,
           (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording
    from question_texts q cross join lateral (
      select count(*)::int as looked, count(*) filter (where s.state = 'answered')::int as answered,
             count(*) filter (where s.state = 'unanswered')::int as unanswered, count(*) filter (where s.state = 'partial')::int as partial
      from (
        select c.id, c.created_at from conversations c where ${turnsOf(Prisma.sql`q.hash`, wish)} order by c.created_at desc limit ${MOST_STATES}::int
      ) c join conversation_states s on s.id = c.id and s.created_at = c.created_at
    ) s where q.id = any (${page.map(({ id }) => id)}::bigint[])`;
  const read = await questionReader(actor);
  const found = new Map(
    z
      .array(toldRow)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
  return page.flatMap(({ id, asked }) => {
    const row = found.get(id);
    if (row === undefined) return [];
    const scale = row.looked === 0 ? 0 : asked / row.looked;
    const scaled = (turns: number) => Math.round(turns * scale);
    return {
      id,
      group: row.group,
      question: read(row),
      asked,
      answered: scaled(row.answered),
      unanswered: scaled(row.unanswered),
      partial: scaled(row.partial),
      about: asked > row.looked,
      share: wish.turns === 0 ? 0 : asked / wish.turns,
      rate: answerRate(row.answered, row.unanswered),
    };
  });
}
