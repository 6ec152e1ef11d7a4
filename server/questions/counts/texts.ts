import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { answerRate } from '#lib/measures/answer-rate.ts';
import { groupKinds, type TopText } from '#lib/questions/groups.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { type Counted, turnsOf, type WalkWish, walkTexts } from '#server/questions/counts/walk-texts.ts';
import { questionReader } from '#server/questions/wordings.ts';

/** How long texts are looked through for a page, and how long one portion of them for a file. */
const BUDGET_MS = 2_500;
const PORTION_MS = 120_000;
/** What an answer rate is told from at most. */
const MOST_STATES = 500;

export type ToldWish = WalkWish & {
  /** Turns of the window, of which a share is told. */
  turns: number;
};
export type TextsWish = ToldWish & { limit: number; offset: number };

/** `more`: whether there is a page after this one. `bounded`: time ran out, so a text further down may belong above. */
export type TopTexts = { texts: TopText[]; more: boolean; bounded: boolean };

/** A page of the exact texts asked most in a window, as far as they are found in the time for a page. */
export async function findTopTexts(actor: Actor, wish: TextsWish): Promise<TopTexts> {
  requirePermission(actor, 'analytics.read');
  const wanted = wish.offset + wish.limit + 1;
  const started = performance.now();
  let counted: readonly Counted[] = [];
  let bounded = false;
  for await (const step of walkTexts(actor, wish, wanted, () => BUDGET_MS - (performance.now() - started))) {
    ({ counted, bounded } = step);
    if (step.settled >= wanted) break;
  }
  const page = counted.slice(wish.offset, wish.offset + wish.limit);
  return { texts: await readTold(actor, wish, page), more: counted.length >= wanted, bounded };
}

/**
 * The first `most` of them page by page, found in one walk that takes its time. With the last page `more` tells whether there
 * are others, and `bounded` that a portion took too long and what would follow is missing.
 */
export async function* walkTopTexts(
  actor: Actor,
  wish: ToldWish,
  { most, page }: { most: number; page: number },
): AsyncGenerator<TopTexts> {
  requirePermission(actor, 'analytics.read');
  let told = 0;
  for await (const { counted, settled, isLast, bounded } of walkTexts(actor, wish, most + 1, () => PORTION_MS)) {
    const ready = Math.min(settled, most);
    const ends = isLast || settled > most;
    while (ready - told >= page || ends) {
      const some = counted.slice(told, Math.min(told + page, ready));
      told += some.length;
      const isEnd = ends && told === ready;
      yield { texts: await readTold(actor, wish, some), more: isEnd && settled > most, bounded: isEnd && bounded };
      if (isEnd) return;
    }
  }
}

const toldRow = z.object({
  id: z.coerce.number(),
  group: z.coerce.number(),
  kind: z.enum(groupKinds),
  normalized: z.string(),
  wording: z.string().nullable(),
  looked: z.int(),
  answered: z.int(),
  unanswered: z.int(),
  partial: z.int(),
});

/** What the page tells of each text beside its count; what came of its turns is told from the latest 500. */
async function readTold(actor: Actor, wish: ToldWish, page: readonly Counted[]): Promise<TopText[]> {
  if (page.length === 0) return [];
  const rows = await prisma().$queryRaw`
    select q.id::text as id, q.group_id::text as group, g.kind, q.normalized, s.looked, s.answered, s.unanswered, s.partial,
           (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording
    from question_texts q join question_groups g on g.id = q.group_id cross join lateral (
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
      kind: row.kind,
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
