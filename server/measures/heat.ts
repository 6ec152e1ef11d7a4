import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { figuresCondition, grainName, grainsUnder, type Window } from '#server/measures/figures.ts';
import { localTime } from '#server/measures/turn-condition.ts';

const count = z.coerce.number().int();
const heatSchema = z.array(
  z.object({ window: z.int(), weekday: z.int(), hour: z.int(), turns: count, answered: count, unanswered: count }),
);
export type Heat = z.infer<typeof heatSchema>[number];

/**
 * Turns of each window by weekday (1 Monday) and hour on the clocks of `zone`, from rollups and what waits. Quarters of an
 * hour are read unless every clock of the windows stands on whole hours from UTC (`wholeHours`), which is four times less.
 */
export async function findHeat(
  db: Database,
  windows: Window[],
  {
    zone,
    wholeHours,
    filter,
  }: { zone: string; wholeHours: boolean; filter: Pick<TurnFilter, 'knowledgeBases' | 'sources'> },
): Promise<Heat[]> {
  const grain = grainName(wholeHours ? 'hour' : 'quarter', grainsUnder(filter));
  const local = localTime(Prisma.sql`f.bucket`, zone);
  const rows = await db.$queryRaw`
    with windows (lo, hi, place) as (
      select * from unnest(${windows.map(({ from }) => from.replace('Z', ''))}::timestamp[], ${windows.map(({ to }) => to.replace('Z', ''))}::timestamp[]) with ordinality
    ), rows as (
      select w.place, r.* from windows w cross join lateral (
        select r.bucket, r.knowledge_base, r.source, r.turns, r.answered, r.unanswered
        from conversation_rollups r where r.grain = ${grain} and r.bucket >= w.lo and r.bucket < w.hi offset 0
      ) r
      union all
      select w.place, r.bucket, r.knowledge_base, r.source, r.turns, r.answered, r.unanswered
      from windows w join conversation_rollup_deltas r on r.bucket >= w.lo and r.bucket < w.hi
    ), figures as materialized (
      select f.place, f.bucket, sum(f.turns) as turns, sum(f.answered) as answered, sum(f.unanswered) as unanswered from rows f where ${figuresCondition(filter)} group by 1, 2
    )
    select f.place::int - 1 as window, extract(isodow from ${local})::int as weekday, extract(hour from ${local})::int as hour,
           sum(f.turns)::text as turns, sum(f.answered)::text as answered, sum(f.unanswered)::text as unanswered
    from figures f group by 1, 2, 3 order by 1, 2, 3`;
  return heatSchema.parse(rows);
}
