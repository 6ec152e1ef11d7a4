import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { isoOf } from './instant.ts';

const instant = z.iso.datetime().nullable();

const rowsSchema = z.array(
  z.object({
    pid: z.int(),
    start: instant,
    type: z.string().nullable(),
    application: z.string(),
    user: z.string().nullable(),
    address: z.string().nullable(),
    here: z.boolean(),
    state: z.string().nullable(),
    transactionSince: instant,
    statementSince: instant,
    stateSince: instant,
    waitType: z.string().nullable(),
    wait: z.string().nullable(),
    statement: z.string().nullable(),
    queryId: z.string().nullable(),
    hidden: z.boolean(),
    /** Of the login that asks. */
    ours: z.boolean(),
    /** Of a superuser, which the login that asks is not. */
    superuser: z.boolean(),
  }),
);
export type ActivityRow = z.infer<typeof rowsSchema>[number];

/**
 * Every process that pg_stat_activity shows, parallel workers left out: what they wait for counts as their leader's. Statements
 * come with their values in, and are cut only so far that blanking them out afterwards leaves 300 characters.
 */
export async function findActivity(client: pg.ClientBase): Promise<ActivityRow[]> {
  const { rows } = await client.query(`
    select pid, ${isoOf('backend_start')} as start, backend_type as type, coalesce(application_name, '') as application,
           usename as "user", host(client_addr) as address, coalesce(datname = current_database(), false) as here, state,
           ${isoOf('xact_start')} as "transactionSince", ${isoOf('query_start')} as "statementSince",
           ${isoOf('state_change')} as "stateSince", wait_event_type as "waitType", wait_event as wait,
           nullif(left(query, case when state = 'idle' then 200 else 800 end), '') as statement,
           query_id::text as "queryId", backend_start is null as hidden,
           coalesce(usename = session_user, false) as ours,
           coalesce(r.rolsuper, false) and not (select rolsuper from pg_roles where rolname = current_user) as superuser
    from pg_stat_activity a left join pg_roles r on r.oid = a.usesysid
    where backend_type is distinct from 'parallel worker'
    order by pid
    limit 5000`);
  return rowsSchema.parse(rows);
}

/** Whether it is a connection of a program: one of another login that we may not look into is taken for one too. */
export function isClient({ type, user, hidden }: ActivityRow): boolean {
  return type === 'client backend' || (hidden && user !== null);
}
