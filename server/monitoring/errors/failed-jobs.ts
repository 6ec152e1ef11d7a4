import 'server-only';
import { z } from 'zod';
import type { ErrorsSample } from '#lib/monitoring/errors/sample.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { sqlStateOf } from '#server/core/errors.ts';

const rowsSchema = z.array(
  z.object({ name: z.string(), count: z.coerce.number(), error: z.string().nullable(), at: z.string() }),
);
const MOST = 30;
const NO_RIGHT = '42501';
const NO_TABLE = ['42P01', '3F000'];

/** Jobs that failed for good in 72 hours, by name. Of their errors only the class is read: a message may hold what somebody typed. */
export async function findFailedJobs(): Promise<NonNullable<ErrorsSample['jobs']>> {
  try {
    const { rows } = await mainPool().query(
      `select name, count(*) as count, to_char(max(completed_on) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
              (array_agg(substring(output ->> 'name' from '^\\w{1,60}$') order by completed_on desc))[1] as error
       from jobs.job where state = 'failed' and completed_on > now() - interval '72 hours'
       group by name order by max(completed_on) desc limit $1`,
      [MOST],
    );
    return { state: 'seen', rows: rowsSchema.parse(rows) };
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === NO_RIGHT)
      return {
        state: 'blind',
        reason: 'The product’s login may not read the queue of jobs.',
        mend: await grantOf(),
      };
    if (state !== undefined && NO_TABLE.includes(state))
      return {
        state: 'blind',
        reason: 'There is no queue of jobs yet; the worker makes it when it starts.',
        mend: null,
      };
    throw error;
  }
}

async function grantOf(): Promise<string> {
  const { rows } = await mainPool().query('select quote_ident(current_user) as login');
  const [{ login }] = z.tuple([z.object({ login: z.string() })]).parse(rows);
  return `GRANT USAGE ON SCHEMA jobs TO ${login}; GRANT SELECT ON ALL TABLES IN SCHEMA jobs TO ${login};`;
}
