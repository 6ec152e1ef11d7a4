import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { EndingWish } from '#lib/monitoring/locks/input.ts';
import { HEALTH, MONITOR } from '#lib/monitoring/own-connections.ts';

const targetSchema = z.object({
  application: z.string(),
  user: z.string().nullable(),
  type: z.string().nullable(),
  here: z.boolean(),
  ours: z.boolean(),
  /** Of a superuser, which we are not. */
  superuser: z.boolean(),
  state: z.string().nullable(),
  /** Which statement it is at, by its beginning. */
  statementSince: z.string().nullable(),
  login: z.string(),
});
export type Target = z.infer<typeof targetSchema>;

/** The session that this pid and this beginning belong to; null when it has ended. */
export async function getTarget(client: pg.ClientBase, { pid, backendStart }: EndingWish): Promise<Target | null> {
  const { rows } = await client.query(
    `select coalesce(a.application_name, '') as application, a.usename as "user", a.backend_type as type,
            coalesce(a.datname = current_database(), false) as here, coalesce(a.usename = session_user, false) as ours,
            coalesce(r.rolsuper, false) and not (select rolsuper from pg_roles where rolname = current_user) as superuser, a.state, a.query_start::text as "statementSince",
            quote_ident(current_user) as login
     from pg_stat_activity as a left join pg_roles as r on r.oid = a.usesysid
     where a.pid = $1 and a.backend_start = $2::timestamptz`,
    [pid, backendStart],
  );
  return rows.length === 0 ? null : targetSchema.parse(rows[0]);
}

const OWN_WORK = [MONITOR, HEALTH, 'switchboard-worker', 'switchboard-bootstrap'];

/** Why a session must not be ended from here, as a sentence; null when it may. */
export function refusalOf({ type, here, ours, application, superuser, user }: Target): string | null {
  if (type === null) return 'The monitor’s login may not see what this session is, so it is left alone.';
  if (type === 'autovacuum worker')
    return 'Autovacuum is never ended from here: it keeps the database from coming to a stop.';
  if (type === 'walsender') return 'Replication is never ended from here.';
  if (type !== 'client backend') return `This is a part of Postgres itself (${type}), and is never ended from here.`;
  if (!here) return 'It works in another database, which is not ours to end.';
  if (ours && OWN_WORK.includes(application))
    return `It is Switchboard’s own upkeep (${application}), which ends by itself. If it does not, restart Switchboard.`;
  if (superuser) return `It is a session of the superuser ${user}; only a superuser may end it.`;
  return null;
}
