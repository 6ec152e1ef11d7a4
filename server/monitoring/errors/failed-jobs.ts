import 'server-only';
import { z } from 'zod';
import type { ErrorsSample } from '#lib/monitoring/errors/sample.ts';
import { mainPool } from '#server/core/db/pool.ts';

const MOST = 30;

const sightSchema = z.tuple([z.object({ login: z.string(), exists: z.boolean(), mayRead: z.boolean().nullable() })]);
const rowsSchema = z.array(
  z.object({ name: z.string(), count: z.coerce.number(), error: z.string().nullable(), at: z.string() }),
);

/** Jobs that failed for good in 72 hours, by name. Of their errors only the class is read: a message may hold what somebody typed. */
export async function findFailedJobs(): Promise<NonNullable<ErrorsSample['jobs']>> {
  const sight = await mainPool().query(
    `select quote_ident(current_user) as login, t.oid is not null as exists,
            has_schema_privilege(t.relnamespace, 'usage') and has_table_privilege(t.oid, 'select') as "mayRead"
     from (select 1) as one left join (
       pg_class as t join pg_namespace as n on n.oid = t.relnamespace and n.nspname = 'jobs'
     ) on t.relname = 'job'`,
  );
  const [{ login, exists, mayRead }] = sightSchema.parse(sight.rows);
  if (!exists)
    return { state: 'blind', reason: 'There is no queue of jobs yet; the worker makes it when it starts.', mend: null };
  if (mayRead !== true)
    return {
      state: 'blind',
      reason: 'The product’s login may not read the queue of jobs.',
      mend: `GRANT USAGE ON SCHEMA jobs TO ${login}; GRANT SELECT ON ALL TABLES IN SCHEMA jobs TO ${login};`,
    };
  const { rows } = await mainPool().query(
    `select name, count(*) as count, to_char(max(completed_on) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
            (array_agg(substring(output ->> 'name' from '^\\w{1,60}$') order by completed_on desc))[1] as error
     from jobs.job where state = 'failed' and completed_on > now() - interval '72 hours'
     group by name order by max(completed_on) desc limit $1`,
    [MOST],
  );
  return { state: 'seen', rows: rowsSchema.parse(rows) };
}
