import 'server-only';
import pg from 'pg';
import { z } from 'zod';
import type { RightsFacts } from '#lib/monitoring/server/sample.ts';

const rowSchema = z.tuple([
  z.object({
    login: z.string(),
    superuser: z.boolean(),
    monitors: z.boolean(),
    readsStats: z.boolean(),
    readsSettings: z.boolean(),
    scansTables: z.boolean(),
    applicationSignals: z.boolean(),
    applicationReadsStats: z.boolean(),
    statementsOffered: z.string().nullable(),
    statementsInstalled: z.string().nullable(),
    statementsSchema: z.string().nullable(),
    track: z.string().nullable(),
    preloaded: z.string().nullable(),
    tupleOffered: z.string().nullable(),
    tupleInstalled: z.string().nullable(),
    tupleSchema: z.string().nullable(),
    trackIoTiming: z.string(),
    computeQueryId: z.string(),
    trackActivities: z.string(),
    trackCounts: z.string(),
  }),
]);

// A right that is granted and not inherited is of no use to a session: USAGE, not MEMBER.
const SQL = `
  select current_user::text as login, r.rolsuper as superuser,
         pg_has_role('pg_monitor', 'USAGE') as monitors, pg_has_role('pg_read_all_stats', 'USAGE') as "readsStats",
         pg_has_role('pg_read_all_settings', 'USAGE') as "readsSettings", pg_has_role('pg_stat_scan_tables', 'USAGE') as "scansTables",
         coalesce((select pg_has_role(a.oid, 'pg_signal_backend', 'USAGE') from pg_roles a where a.rolname = $1), false) as "applicationSignals",
         coalesce((select pg_has_role(a.oid, 'pg_read_all_stats', 'USAGE') from pg_roles a where a.rolname = $1), false) as "applicationReadsStats",
         s.default_version as "statementsOffered", s.installed_version as "statementsInstalled", sn.nspname::text as "statementsSchema",
         (select setting from pg_settings where name = 'pg_stat_statements.track') as track,
         (select setting from pg_settings where name = 'shared_preload_libraries') as preloaded,
         t.default_version as "tupleOffered", t.installed_version as "tupleInstalled", tn.nspname::text as "tupleSchema",
         current_setting('track_io_timing') as "trackIoTiming", current_setting('compute_query_id') as "computeQueryId",
         current_setting('track_activities') as "trackActivities", current_setting('track_counts') as "trackCounts"
  from pg_roles r
  left join pg_available_extensions s on s.name = 'pg_stat_statements'
  left join pg_extension se on se.extname = 'pg_stat_statements' left join pg_namespace sn on sn.oid = se.extnamespace
  left join pg_available_extensions t on t.name = 'pgstattuple'
  left join pg_extension te on te.extname = 'pgstattuple' left join pg_namespace tn on tn.oid = te.extnamespace
  where r.rolname = current_user`;

/**
 * What this login may see, and which extensions are in force.
 * @param application the login the product itself works with, which is to cancel what blocks
 */
export async function readRights(client: pg.ClientBase, application: string): Promise<RightsFacts> {
  const { rows } = await client.query(SQL, [application]);
  const [row] = rowSchema.parse(rows);
  const { login, superuser, monitors, readsStats, readsSettings, scansTables } = row;
  const { applicationSignals, applicationReadsStats } = row;
  const { track, preloaded, trackIoTiming, computeQueryId, trackActivities, trackCounts } = row;
  return {
    ...{ login, application, superuser, monitors, readsStats, readsSettings, scansTables },
    ...{ applicationSignals, applicationReadsStats },
    statements: {
      available: row.statementsOffered !== null,
      installed: row.statementsInstalled,
      offered: row.statementsOffered,
      refusal: await refusalOfStatements(client, row.statementsSchema),
      track,
      preloaded,
    },
    tuple: {
      available: row.tupleOffered !== null,
      installed: row.tupleInstalled,
      readable: await mayCallTuple(client, row.tupleSchema),
    },
    ...{ trackIoTiming, computeQueryId, trackActivities, trackCounts },
  };
}

/** The SQLSTATE of reading it; null when it was read. Without its library the server says so only then. */
async function refusalOfStatements(client: pg.ClientBase, schema: string | null): Promise<string | null> {
  if (schema === null) return '42P01';
  await client.query('savepoint monitor_look');
  try {
    await client.query(`select from ${pg.escapeIdentifier(schema)}.pg_stat_statements limit 1`);
    await client.query('release savepoint monitor_look');
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    await client.query('rollback to savepoint monitor_look');
    return error.code ?? 'XX000';
  }
}

async function mayCallTuple(client: pg.ClientBase, schema: string | null): Promise<boolean> {
  if (schema === null) return false;
  const { rows } = await client.query(`select has_function_privilege($1, 'EXECUTE') as may`, [
    `${pg.escapeIdentifier(schema)}.pgstatginindex(regclass)`,
  ]);
  const [{ may }] = z.tuple([z.object({ may: z.boolean() })]).parse(rows);
  return may;
}
