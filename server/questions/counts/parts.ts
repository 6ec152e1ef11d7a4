import 'server-only';
import { z } from 'zod';
import type { Quarters } from '#lib/questions/blocks.ts';
import type { AskedCounts } from '#lib/questions/groups.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { quartersOf, singleBlocksOf, type Window, waiting, windowsOf } from '#server/questions/counts/blocks-sql.ts';

const list = z.array(z.int());
/** A group's windows that have a turn, and their counts in the same order. */
const rows = z.array(
  z.object({ id: z.coerce.number(), place: list, asked: list, answered: list, unanswered: list, partial: list }),
);

/**
 * How often a group was asked in each of these windows (300 at most), in their order: for charts. What waits to be folded
 * is counted.
 */
export async function findGroupSeries(actor: Actor, group: number, windows: readonly Window[]): Promise<AskedCounts[]> {
  requirePermission(actor, 'analytics.read');
  const counted = await countParts([group], windows.map(quartersOf));
  return counted.get(group) ?? windows.map(() => ({ ...nothing }));
}

const nothing: AskedCounts = { asked: 0, answered: 0, unanswered: 0, partial: 0 };

/** The counts of groups in windows, by group, each in the order of the windows. One statement; a group without a turn has no entry. */
export async function countParts(
  groups: readonly number[],
  windows: readonly Quarters[],
): Promise<Map<number, AskedCounts[]>> {
  if (groups.length === 0 || windows.length === 0) return new Map();
  const ids = [...groups];
  const found = await prisma().$queryRaw`
    with counted as (
      select c.group_id, b.place, c.asked::int * b.sign as asked, c.answered::int * b.sign as answered, c.unanswered::int * b.sign as unanswered, c.partial::int * b.sign as partial
      from ${singleBlocksOf(windows)} as b (place, grain, bucket, sign)
      cross join lateral (
        select c.group_id, c.asked, c.answered, c.unanswered, c.partial from question_group_counts c
        where c.grain = b.grain and c.bucket = b.bucket and c.group_id = any (${ids}::bigint[]) offset 0
      ) c
      union all
      select w.group_id, p.place, w.asked::int, w.answered::int, w.unanswered::int, w.partial::int
      from ${waiting} w join ${windowsOf(windows)} p on w.bucket >= p.lo and w.bucket < p.hi where w.group_id = any (${ids}::bigint[])
    ), summed as (
      select group_id, place, sum(asked)::int as asked, sum(answered)::int as answered, sum(unanswered)::int as unanswered, sum(partial)::int as partial
      from counted group by 1, 2
    )
    select group_id::text as id, array_agg(place) as place, array_agg(asked) as asked, array_agg(answered) as answered, array_agg(unanswered) as unanswered, array_agg(partial) as partial
    from summed group by group_id`;
  return new Map(
    rows.parse(found).map(({ id, place, ...columns }) => {
      const counts: AskedCounts[] = windows.map(() => ({ ...nothing }));
      for (const [at, window] of place.entries())
        counts[window] = {
          asked: columns.asked[at] ?? 0,
          answered: columns.answered[at] ?? 0,
          unanswered: columns.unanswered[at] ?? 0,
          partial: columns.partial[at] ?? 0,
        };
      return [id, counts];
    }),
  );
}
