import 'server-only';
import { z } from 'zod';
import type { Quarters } from '#lib/questions/blocks.ts';
import type { AskedCounts } from '#lib/questions/groups.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { quartersOf, singleBlocksOf, type Window, waiting, windowsOf } from '#server/questions/counts/blocks-sql.ts';

const count = z.int();
const rows = z.array(
  z.object({
    id: z.coerce.number(),
    parts: z.array(z.tuple([count, count, count, count, count])),
  }),
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
  const found = await prisma().$queryRaw`
    with counted as (
      select c.group_id, b.place, c.asked * b.sign as asked, c.answered * b.sign as answered, c.unanswered * b.sign as unanswered, c.partial * b.sign as partial
      from ${singleBlocksOf(windows)} as b (place, grain, bucket, sign) cross join unnest(${[...groups]}::bigint[]) as g (id)
      cross join lateral (select * from question_group_counts c where c.grain = b.grain and c.bucket = b.bucket and c.group_id = g.id offset 0) c
      union all
      select w.group_id, p.place, w.asked, w.answered, w.unanswered, w.partial
      from ${waiting} w join ${windowsOf(windows)} p on w.bucket >= p.lo and w.bucket < p.hi where w.group_id = any (${[...groups]}::bigint[])
    ), summed as (
      select group_id, place, sum(asked)::int as asked, sum(answered)::int as answered, sum(unanswered)::int as unanswered, sum(partial)::int as partial
      from counted group by 1, 2
    )
    select group_id::text as id, json_agg(json_build_array(place, asked, answered, unanswered, partial)) as parts from summed group by 1`;
  return new Map(
    rows.parse(found).map(({ id, parts }) => {
      const counts: AskedCounts[] = windows.map(() => ({ ...nothing }));
      for (const [place, asked, answered, unanswered, partial] of parts)
        counts[place] = { asked, answered, unanswered, partial };
      return [id, counts];
    }),
  );
}
