import 'server-only';
import type { Stretch } from '#lib/monitoring/statements/pieces.ts';
import { type SampledStatements, sampledSchema } from '#lib/monitoring/statements/sampled.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

/** Samples that are read: one may hold 50 kB, and a page waits for them. */
const MOST_SAMPLES = 300;
const SHOWN = 20;

/** Clients of this database that ran something. */
const AT_WORK = '$.sessions[*] ? (@.kind == "client" && @.here == true && @.state == "active" && @.statement != null)';

/** The statements of this database that were seen to run in a window, those first that were seen most often; 20 at most. */
export async function findSampledStatements(
  actor: Actor,
  { from, to }: Stretch,
  most = MOST_SAMPLES,
): Promise<SampledStatements> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `with numbered as (
       select at, row_number() over (order by at desc) - 1 as place, count(*) over () as kept from monitor.samples where kind = 'sessions' and at >= $1 and at < $2
     ), chosen as materialized (
       select s.at, s.body -> 'value' as sample from numbered n join monitor.samples s on s.kind = 'sessions' and s.at = n.at
       where n.place % ceil(n.kept / $3::float8)::bigint = 0
     ), seen as (
       select c.at, s ->> 'statement' as text, coalesce(s ->> 'queryId', s ->> 'statement') as key,
         extract(epoch from (c.sample ->> 'at')::timestamptz - (s ->> 'statementSince')::timestamptz) * 1000 as ms
       from chosen c cross join lateral jsonb_path_query(c.sample, $5::jsonpath) as s
     ), ran as (
       select key, (array_agg(text order by at desc))[1] as text, count(*) as seen, greatest(coalesce(max(ms), 0), 0) as "longestMs", max(at) as "lastAt"
       from seen group by key order by seen desc, "longestMs" desc, key limit $4
     )
     select json_build_object('samples', count(sample), 'all', coalesce((select max(kept) from numbered), 0), 'from', min(at) filter (where sample is not null), 'to', max(at) filter (where sample is not null),
       'unseen', coalesce(max(coalesce((sample -> 'hidden' ->> 'sessions')::int, 0) + (sample ->> 'moreSessions')::int), 0),
       'rows', (select coalesce(json_agg(ran order by seen desc, "longestMs" desc, key), '[]') from ran)) as sampled
     from chosen`,
    [new Date(from), new Date(to), most, SHOWN, AT_WORK],
  );
  return sampledSchema.parse(rows[0]?.sampled);
}
