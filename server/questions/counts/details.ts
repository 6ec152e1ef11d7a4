import 'server-only';
import { z } from 'zod';
import { quantileOf, readHistogram } from '#lib/measures/histogram.ts';
import { quarterText } from '#lib/questions/blocks.ts';
import type { GroupDetails } from '#lib/questions/groups.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { quartersOf, runsOf, type Window, waiting } from '#server/questions/counts/blocks-sql.ts';

/** Sessions are counted one by one of the groups asked least, as many as have so many turns in the window together, and of none with more texts asked since it began. */
const FEW_TURNS = 500;
const FEW_TEXTS = 500;

const count = z.int();
const rows = z.array(
  z.object({
    id: z.coerce.number(),
    wordings: count,
    bases: z.array(z.object({ name: z.string(), asked: count })),
    histogram: z.string(),
    asked: count,
    sessions: count.nullable(),
    share: z.number(),
  }),
);

/**
 * Knowledge bases, middle response time and sessions of groups in a window, in the order of `groups`; of a group that does
 * not exist, nothing. One statement, for the groups that a page shows.
 * @param mostWordings how far wordings are counted; null for all of them
 */
export async function getGroupDetails(
  actor: Actor,
  groups: readonly number[],
  wish: Window,
  mostWordings: number | null,
): Promise<GroupDetails[]> {
  requirePermission(actor, 'analytics.read');
  const window = quartersOf(wish);
  const [lo, hi] = [quarterText(window.from), quarterText(window.to)];
  const ids = [...groups];
  const found = rows.parse(
    await prisma().$queryRaw`
    with counted as (
      select d.group_id, d.knowledge_base, d.asked * r.sign as asked, case when r.sign > 0 then d.histogram else -d.histogram end as histogram
      from unnest(${ids}::bigint[]) as g (id) cross join ${runsOf([window])} as r (place, grain, lo, hi, sign)
      cross join lateral (
        select d.group_id, d.knowledge_base, d.asked, d.histogram from question_group_details d
        where d.group_id = g.id and d.grain = r.grain and d.bucket >= r.lo and d.bucket < r.hi offset 0
      ) d
      union all
      select w.group_id, w.knowledge_base, w.asked, w.histogram from ${waiting} w
      where w.group_id = any (${ids}::bigint[]) and w.bucket >= ${lo}::timestamp and w.bucket < ${hi}::timestamp
    ), bases as (
      select group_id, knowledge_base as name, sum(asked)::int as asked, sum(histogram) as histogram from counted group by 1, 2
    ), summed as (
      select group_id, sum(asked)::int as asked, sum(histogram) as histogram,
             json_agg(json_build_object('name', name, 'asked', asked) order by asked desc, name) filter (where asked > 0) as bases
      from bases group by 1
    ), known as materialized (
      select g.id, g.sessions_share, coalesce(s.asked, 0) as asked, coalesce(s.bases, '[]') as bases, coalesce(s.histogram, 0) as histogram,
             (select count(*)::int from (select from question_texts q where q.group_id = g.id limit ${mostWordings}::bigint) w) as wordings
      from question_groups g left join summed s on s.group_id = g.id where g.id = any (${ids}::bigint[])
    ), ranked as (select k.*, sum(k.asked) over (order by k.asked, k.id) as turns from known k)
    select g.id::text as id, g.wordings, g.bases, encode(numeric_send(g.histogram), 'hex') as histogram, g.asked,
           coalesce(g.sessions_share, (select avg(o.sessions_share) from question_groups o), 1) as share,
           case when g.asked = 0 then 0 when g.turns <= ${FEW_TURNS}::int and (
             select count(*) from (select from question_texts q where q.group_id = g.id and q.last_at >= ${lo}::timestamp limit ${FEW_TEXTS + 1}::int) few
           ) <= ${FEW_TEXTS}::int then (
             select count(distinct c.session_id)::int from question_texts q cross join lateral (
               select left(c.session_id, 255) as session_id from conversations c
               where search.asked_key(c.user_message) = substring(q.hash from 1 for 8) and c.created_at >= ${lo}::timestamp and c.created_at < ${hi}::timestamp
                 and search.asked_text(c.user_message) = q.normalized offset 0
             ) c where q.group_id = g.id and q.last_at >= ${lo}::timestamp
           ) end as sessions
    from ranked g`,
  );
  return groups.flatMap((id) => {
    const row = found.find((one) => one.id === id);
    if (row === undefined) return [];
    const { wordings, bases: knowledgeBases, histogram, asked, sessions, share } = row;
    const about = sessions === null;
    return {
      id,
      wordings,
      knowledgeBases,
      medianMs: quantileOf(readHistogram(histogram), 0.5),
      sessions: { count: sessions ?? Math.max(1, Math.round(asked * share)), about },
    };
  });
}
