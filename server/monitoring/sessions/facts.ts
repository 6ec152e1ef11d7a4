import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { countersSchema, preparedSchema } from '#lib/monitoring/sessions/sample.ts';
import { isoOf } from './instant.ts';

const instant = z.iso.datetime();

const factsSchema = z.object({
  at: instant,
  maxConnections: z.int(),
  reserved: z.int(),
  login: z.string(),
  seesAll: z.boolean(),
  counters: countersSchema,
  prepared: z.array(preparedSchema),
});

/** The server's limits, what our login may see, the counters of this database, and prepared transactions. */
export async function getFacts(client: pg.ClientBase): Promise<z.infer<typeof factsSchema>> {
  // Reserved connections came with 16; without them the setting is not known, and null.
  const { rows } = await client.query(`
    select ${isoOf('clock_timestamp()')} as at, current_setting('max_connections')::int as "maxConnections",
           current_setting('superuser_reserved_connections')::int
             + coalesce(current_setting('reserved_connections', true)::int, 0) as reserved,
           quote_ident(current_user) as login, pg_has_role(current_user, 'pg_read_all_stats', 'usage') as "seesAll",
           (select json_build_object('since', ${isoOf('stats_reset')}, 'commits', xact_commit, 'rollbacks', xact_rollback,
              'deadlocks', deadlocks, 'temporaryBytes', temp_bytes, 'abandoned', sessions_abandoned,
              'fatal', sessions_fatal, 'killed', sessions_killed)
            from pg_stat_database where datname = current_database()) as counters,
           (select coalesce(json_agg(json_build_object('pid', -(transaction::text::bigint), 'name', gid, 'owner', owner, 'since', ${isoOf('prepared')}) order by prepared), '[]')
            from (select transaction, gid, owner, prepared from pg_prepared_xacts where database = current_database()
                  order by prepared limit 20) as waiting) as prepared`);
  return factsSchema.parse(rows[0]);
}
