import 'server-only';
import { z } from 'zod';
import { QUARTER } from '#lib/measures/zones.ts';
import { blocksOf, quarterAt, quarterText } from '#lib/questions/blocks.ts';
import type { Database } from '#server/core/db/prisma.ts';

/** From `from` on and before `to`, UTC (`2026-11-18T10:15:00Z`), at quarters of an hour. */
export type Span = { from: string; to: string };
export type TurnCounts = { answered: number; unanswered: number; partial: number };

const count = z.coerce.number().int();
const rowSchema = z.object({ group: z.string(), place: z.int(), answered: count, unanswered: count, partial: count });

/**
 * How the turns of groups ended in each of these spans, from the fewest blocks; what waits to be folded is two seconds' worth.
 * @returns by group the counts of each span, in the order of `spans`
 */
export async function readGroupCounts(
  db: Database,
  groups: readonly string[],
  spans: readonly Span[],
): Promise<Map<string, TurnCounts[]>> {
  const runs = spans.flatMap(({ from, to }, place) =>
    blocksOf(quarterAt(from), quarterAt(to)).map((run) => ({ place, ...run })),
  );
  const rows = await db.$queryRaw`
    select g.id::text as group, r.place, sum(r.sign * d.answered)::text as answered, sum(r.sign * d.unanswered)::text as unanswered, sum(r.sign * d.partial)::text as partial
    from unnest(${groups}::bigint[]) as g (id)
    cross join unnest(${runs.map(({ place }) => place)}::int[], ${runs.map(({ grain }) => grain)}::smallint[], ${runs.map(({ from }) => quarterText(from))}::timestamp[],
      ${runs.map(({ to }) => quarterText(to))}::timestamp[], ${runs.map(({ sign }) => sign)}::int[]) as r (place, grain, lo, hi, sign)
    cross join lateral (select d.answered, d.unanswered, d.partial from question_group_details d
      where d.group_id = g.id and d.grain = r.grain and d.bucket >= r.lo and d.bucket < r.hi offset 0) d
    group by 1, 2`;
  const found = new Map(groups.map((group) => [group, spans.map(() => ({ answered: 0, unanswered: 0, partial: 0 }))]));
  for (const { group, place, ...counts } of z.array(rowSchema).parse(rows)) found.get(group)?.splice(place, 1, counts);
  return found;
}

/** An instant put back to the quarter of an hour it lies in. */
export function quarterBefore(instant: Date): string {
  return new Date(Math.floor(instant.getTime() / QUARTER) * QUARTER).toISOString().replace('.000Z', 'Z');
}
