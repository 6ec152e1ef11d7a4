import 'server-only';
import { z } from 'zod';
import { QUARTER } from '#lib/measures/zones.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { quartersOf, singleBlocksOf } from '#server/questions/counts/blocks-sql.ts';

/** From `from` on and before `to`, UTC (`2026-11-18T10:15:00Z`), at quarters of an hour. */
export type Span = { from: string; to: string };
export type TurnCounts = { answered: number; unanswered: number; partial: number };

const count = z.coerce.number().int();
const rowSchema = z.object({ group: z.string(), place: z.int(), answered: count, unanswered: count, partial: count });

/**
 * How the turns of groups ended in each of these spans, from the fewest blocks, each read once for all groups; what waits to be folded is two seconds' worth.
 * @returns by group the counts of each span, in the order of `spans`
 */
export async function readGroupCounts(
  db: Database,
  groups: readonly string[],
  spans: readonly Span[],
): Promise<Map<string, TurnCounts[]>> {
  const rows = await db.$queryRaw`
    select c.group_id::text as group, b.place, sum(b.sign * c.answered)::text as answered, sum(b.sign * c.unanswered)::text as unanswered, sum(b.sign * c.partial)::text as partial
    from ${singleBlocksOf(spans.map(quartersOf))} as b (place, grain, bucket, sign)
    cross join lateral (select c.group_id, c.answered, c.unanswered, c.partial from question_group_counts c
      where c.grain = b.grain and c.bucket = b.bucket and c.group_id = any (${groups}::bigint[]) offset 0) c
    group by 1, 2`;
  const found = new Map(groups.map((group) => [group, spans.map(() => ({ answered: 0, unanswered: 0, partial: 0 }))]));
  for (const { group, place, ...counts } of z.array(rowSchema).parse(rows)) found.get(group)?.splice(place, 1, counts);
  return found;
}

/** An instant put back to the quarter of an hour it lies in. */
export function quarterBefore(instant: Date): string {
  return new Date(Math.floor(instant.getTime() / QUARTER) * QUARTER).toISOString().replace('.000Z', 'Z');
}
