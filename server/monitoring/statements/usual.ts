import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { idOf, storedId } from './identity.ts';

export type Usual = { ms: number; temp: number };

const usualSchema = z.object({ statement: z.string(), ms: z.number(), temp: z.number() });

/**
 * What a call of each statement usually takes, told before `at`: the median of the means of its hours in the 7 days before,
 * or, where there are fewer than three, of its ten minutes in the day before. Blocks of temporary files a call alike.
 * @param ids those that are asked for; all of them when null
 */
export async function findUsual(
  actor: Actor,
  client: Pick<pg.ClientBase, 'query'>,
  at: Date,
  ids: readonly string[] | null = null,
): Promise<Map<string, Usual>> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await client.query(
    `select distinct on (statement) statement::text, ms, temp
     from (
       select statement, grain, percentile_cont(0.5) within group (order by ms / calls) as ms, percentile_cont(0.5) within group (order by temp::float8 / calls) as temp
       from monitor.statement_deltas
       where calls > 0 and statement not in (0, 1) and ($2::bigint[] is null or statement = any($2::bigint[]))
         and ((grain = 60 and at >= $1::timestamptz - interval '7 days' and at < $1::timestamptz - interval '1 hour')
           or (grain = 10 and at >= $1::timestamptz - interval '1 day' and at < $1::timestamptz - interval '20 minutes'))
       group by 1, 2 having count(*) >= 3
     ) as medians
     order by statement, grain desc`,
    [at, ids?.map(storedId) ?? null],
  );
  return new Map(
    z
      .array(usualSchema)
      .parse(rows)
      .map(({ statement, ms, temp }) => [idOf(statement), { ms, temp }]),
  );
}
