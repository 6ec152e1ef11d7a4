import 'server-only';
import { z } from 'zod';
import { type Histogram, readHistogram } from '#lib/measures/histogram.ts';
import { blocksOf, type Quarters, quarterText } from '#lib/questions/blocks.ts';
import type { AskedCounts } from '#lib/questions/groups.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

/** What was counted of a group in a window; `times` is empty where it was not asked for. */
export type GroupFigures = AskedCounts & { times: Histogram };

const nothing: GroupFigures = { asked: 0, answered: 0, unanswered: 0, partial: 0, times: [] };

const count = z.coerce.number().int();
const rowSchema = z.object({
  place: z.int(),
  asked: count,
  answered: count,
  unanswered: count,
  partial: count,
  histogram: z.string(),
});

/**
 * A group's counts in each of these windows (quarters of an hour), from its blocks and what waits to be folded, in one
 * query. For the windows of `timed`, which come after the others, with the response times.
 */
export async function findGroupFigures(
  actor: Actor,
  group: number,
  windows: readonly Quarters[],
  timed: readonly Quarters[],
): Promise<GroupFigures[]> {
  requirePermission(actor, 'questions.read');
  const all = [...windows, ...timed].map((window, place) => ({ place, ...window }));
  const runs = all.flatMap(({ place, from, to }) => blocksOf(from, to).map((run) => ({ place, ...run })));
  const rows = await prisma().$queryRaw`
    select f.place, sum(f.asked * f.sign)::text as asked, sum(f.answered * f.sign)::text as answered, sum(f.unanswered * f.sign)::text as unanswered,
           sum(f.partial * f.sign)::text as partial, encode(numeric_send(sum(f.histogram * f.sign)), 'hex') as histogram
    from (
      select p.place, p.sign, d.asked, d.answered, d.unanswered, d.partial, case when p.place >= ${windows.length}::int then d.histogram else 0 end as histogram
      from unnest(${runs.map(({ place }) => place)}::int[], ${runs.map(({ grain }) => grain)}::smallint[], ${runs.map(({ from }) => quarterText(from))}::timestamp[],
                  ${runs.map(({ to }) => quarterText(to))}::timestamp[], ${runs.map(({ sign }) => sign)}::int[]) as p (place, grain, lo, hi, sign)
      cross join lateral (
        select b.asked, b.answered, b.unanswered, b.partial, b.histogram from question_group_details b
        where b.group_id = ${group}::bigint and b.grain = p.grain and b.bucket >= p.lo and b.bucket < p.hi offset 0
      ) d
      union all
      select w.place, 1, d.asked, d.answered, d.unanswered, d.partial, case when w.place >= ${windows.length}::int then d.histogram else 0 end
      from question_text_deltas d join question_texts q on q.hash = sha256(convert_to(d.normalized, 'UTF8')) and q.group_id = ${group}::bigint
      join unnest(${all.map(({ place }) => place)}::int[], ${all.map(({ from }) => quarterText(from))}::timestamp[], ${all.map(({ to }) => quarterText(to))}::timestamp[]) as w (place, lo, hi)
        on d.bucket >= w.lo and d.bucket < w.hi
    ) f group by f.place`;
  const found = new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map(({ place, histogram, ...counts }) => [place, { ...counts, times: readHistogram(histogram) }]),
  );
  return all.map(({ place }) => found.get(place) ?? nothing);
}
