import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Counter, CounterReading } from '#lib/monitoring/statements/deltas.ts';
import type { ServerFacts } from '#server/monitoring/probe.ts';

type Client = Pick<pg.ClientBase, 'query'>;

const settingsSchema = z.object({
  available: z.boolean(),
  version: z.string().nullable(),
  schema: z.string().nullable(),
  track: z.string().nullable(),
  computeIds: z.string().nullable(),
  workMem: z.string(),
  login: z.string(),
  libraries: z.string().nullable(),
});

/**
 * How pg_stat_statements is set up here; `version` and `schema` (quoted) are null where this database has none, `track` where the server
 * did not load it, `libraries` where the login may not read what it loaded. `available` is false where the server does not even bring it.
 */
export type StatementSettings = z.infer<typeof settingsSchema>;

export async function readStatementSettings(client: Client): Promise<StatementSettings> {
  const { rows } = await client.query(`
    select case when e.oid is null then exists (select from pg_available_extensions where name = 'pg_stat_statements') else true end as available,
           e.extversion as version, quote_ident(n.nspname) as schema, current_setting('pg_stat_statements.track', true) as track,
           current_setting('compute_query_id', true) as "computeIds", current_setting('work_mem') as "workMem", quote_ident(current_user) as login,
           (select setting from pg_settings where name = 'shared_preload_libraries') as libraries
    from (values (1)) as one left join pg_extension e on e.extname = 'pg_stat_statements' left join pg_namespace n on n.oid = e.extnamespace`);
  return settingsSchema.parse(rows[0]);
}

/** The oldest form we read: before it there is no word of who ran what from where. */
export const OLDEST_VERSION = 1.08;

/** `1.10` as a number that can be compared: 1.1 comes before it. */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major + minor / 100;
}

const count = z.coerce.number();
const lineSchema = z.tuple([
  z.number(),
  z.string().nullable(),
  z.boolean(),
  count,
  count,
  count,
  count,
  count,
  count,
  count,
  count,
  z.string().nullable(),
]);

/**
 * The counters of our own database, without texts. `hidden` lines belong to others and tell nothing but that they are there.
 * @throws what the server says: 55000 where the library is not loaded, 42501 where this login may not read
 */
export async function readCounters(
  client: Client,
  { schema, version }: { schema: string; version: string },
  server: ServerFacts,
): Promise<CounterReading & { hidden: number }> {
  const form = versionNumber(version);
  const info = form >= 1.09 ? await readInfo(client, schema) : { dealloc: 0, statsReset: null };
  const { rows } = await client.query({ text: countersSql(form, schema), rowMode: 'array' });
  const counters = new Map<string, Counter>();
  let hidden = 0;
  for (const line of z.array(lineSchema).parse(rows)) {
    const [user, queryid, toplevel, calls, ms, returned, hit, read, written, temp, ioMs, since] = line;
    if (queryid === null) hidden += 1;
    else {
      const figures = { calls, ms, rows: returned, hit, read, written, temp, ioMs };
      counters.set(`${user} ${queryid} ${toplevel}`, { queryid, nested: !toplevel, since, figures });
    }
  }
  return { at: Date.now(), startedAt: server.startedAt, ...info, counters, hidden };
}

async function readInfo(client: Client, schema: string): Promise<{ dealloc: number; statsReset: string | null }> {
  const { rows } = await client.query(
    `select dealloc, stats_reset::text as "statsReset" from ${schema}.pg_stat_statements_info`,
  );
  return z.object({ dealloc: count, statsReset: z.string().nullable() }).parse(rows[0]);
}

/** The columns go by the version of the extension, which an upgrade of the server leaves behind. */
function countersSql(form: number, schema: string): string {
  const [toplevel, ioMs, since] = [
    form >= 1.09 ? 's.toplevel' : 'true',
    form >= 1.11
      ? 's.shared_blk_read_time + s.shared_blk_write_time + s.local_blk_read_time + s.local_blk_write_time'
      : 's.blk_read_time + s.blk_write_time',
    form >= 1.11 ? 's.stats_since::text' : 'null::text',
  ];
  return `
    select s.userid, s.queryid, ${toplevel}, s.calls, s.total_exec_time, s.rows, s.shared_blks_hit + s.local_blks_hit, s.shared_blks_read + s.local_blks_read,
           s.shared_blks_written + s.local_blks_written, s.temp_blks_written, ${ioMs}, ${since}
    from ${schema}.pg_stat_statements(false) s where s.dbid = (select oid from pg_database where datname = current_database())`;
}

const textSchema = z.object({ queryid: z.string(), nested: z.boolean(), text: z.string() });

/** The texts under these ids as the server has them, values of utility statements included: never to be shown or kept as they are. */
export async function readTexts(
  client: Client,
  { schema, version }: { schema: string; version: string },
  queryids: readonly string[],
): Promise<z.infer<typeof textSchema>[]> {
  const nested = versionNumber(version) >= 1.09 ? 'not s.toplevel' : 'false';
  const { rows } = await client.query(
    `select distinct on (s.queryid, ${nested}) s.queryid, ${nested} as nested, left(s.query, 100000) as text
     from ${schema}.pg_stat_statements(true) s
     where s.dbid = (select oid from pg_database where datname = current_database()) and s.queryid = any($1::bigint[]) and s.query is not null`,
    [queryids],
  );
  return z.array(textSchema).parse(rows);
}
