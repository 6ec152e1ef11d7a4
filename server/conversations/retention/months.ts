import 'server-only';
import { type RetentionPlan, retentionPlanSchema } from '#lib/conversations/retention.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

/**
 * What keeping turns for `days` would drop now: whole months (UTC) whose last instant is older. Turns are counted by the
 * rollups, which agree with the rows; in a month that late turns made again they still hold what was dropped, so there the
 * rows, which are few, are counted.
 */
export async function getRetentionPlan(actor: Actor, days: number): Promise<RetentionPlan> {
  requirePermission(actor, 'settings.edit');
  const rows = await prisma().$queryRaw`
    with horizon as (select date_trunc('month', timezone('utc', now()) - make_interval(days => ${days}::int)) as first_kept),
    months as (
      select to_date(right(c.relname, 7), 'YYYY_MM')::timestamp as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'public.conversations'::regclass and c.relname ~ '^conversations_\\d{4}_\\d{2}$'
      union
      select date_trunc('month', d.created_at) from partitions.conversations_default d
    ),
    going as (select m.month from months m, horizon h where m.month < h.first_kept)
    select to_char(g.month, 'YYYY-MM') as month,
      case when exists (select from conversation_dropped_months d where d.month = g.month)
        then (select count(*) from conversations c where c.created_at >= g.month and c.created_at < g.month + interval '1 month')
        else coalesce(sum(f.turns), 0) end::float8 as turns
    from going g left join (
      select bucket, turns from conversation_rollups where grain = 'day'
      union all select bucket, turns from conversation_rollup_deltas
    ) f on f.bucket >= g.month and f.bucket < g.month + interval '1 month'
    group by g.month order by g.month`;
  return retentionPlanSchema.parse({ days, months: rows });
}
