import 'server-only';
import { z } from 'zod';
import type { Stretch } from '#lib/monitoring/statements/pieces.ts';
import { type SearchTimes, searchTimesOf } from '#lib/monitoring/statements/search-times.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

const rowSchema = z.object({
  kind: z.string(),
  searches: z.number(),
  milliseconds: z.number(),
  slowest: z.number(),
  histogram: z.array(z.number()),
});

/** How long searches of the phonebook took in a window, by kind, the one that took most time first. */
export async function findSearchTimes(actor: Actor, { from, to }: Stretch): Promise<SearchTimes[]> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `with minutes as materialized (select * from monitor.search_timings where minute >= $1 and minute < $2),
     bins as (select kind, place, sum(n) as n from minutes cross join unnest(histogram) with ordinality as u (n, place) group by 1, 2)
     select m.kind, sum(m.searches)::float8 as searches, sum(m.milliseconds) as milliseconds, max(m.slowest) as slowest,
       (select array_agg(n::float8 order by place) from bins b where b.kind = m.kind) as histogram
     from minutes m group by 1 order by 3 desc`,
    [new Date(from), new Date(to)],
  );
  return z.array(rowSchema).parse(rows).map(searchTimesOf);
}
