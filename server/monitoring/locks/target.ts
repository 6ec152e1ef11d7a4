import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Ending } from '#lib/monitoring/locks/effect.ts';
import type { EndingWish } from '#lib/monitoring/locks/input.ts';
import { keptOf, keptWords } from '#lib/monitoring/locks/kept.ts';
import { withoutValues } from '#lib/monitoring/sessions/statement.ts';
import { isoOf } from '#server/monitoring/sessions/instant.ts';

const targetSchema = z.object({
  application: z.string(),
  user: z.string().nullable(),
  /** Null where this login may not see it. */
  type: z.string().nullable(),
  here: z.boolean(),
  ours: z.boolean(),
  /** Of a superuser, which we are not. */
  superuser: z.boolean(),
  state: z.string().nullable(),
  /** Whether it is at the statement, or in the transaction, that was seen when its end was wished. */
  same: z.boolean(),
  /** Its statement was sent a cancel from here a moment ago. */
  cancelled: z.boolean(),
  /** What it runs, or ran last, its values blanked out, and since when. */
  statement: z.string().transform(withoutValues).nullable(),
  statementSince: z.string().nullable(),
  login: z.string(),
});
export type Target = z.infer<typeof targetSchema>;

/** By whose beginning that which is to end is known again. */
export const beginnings: Record<Ending, string> = { cancel: 'query_start', terminate: 'xact_start' };

/** The session that this pid and this beginning belong to, or one whose beginning is hidden from this login; null when it has ended. */
export async function getTarget(
  db: Pick<pg.ClientBase, 'query'>,
  { pid, backendStart, since }: EndingWish,
  ending: Ending,
): Promise<Target | null> {
  const { rows } = await db.query(
    `select coalesce(a.application_name, '') as application, a.usename as "user", a.backend_type as type,
            coalesce(a.datname = current_database(), false) as here, coalesce(a.usename = session_user, false) as ours,
            coalesce(r.rolsuper, false) and not (select rolsuper from pg_roles where rolname = current_user) as superuser, a.state,
            a.${beginnings[ending]} is not distinct from $3::timestamptz as same,
            exists (select from audit_log l where l.target_type = 'backend' and l.target_id = a.pid::text and l.action = 'backend.cancel'
                      and l.details ->> 'started' = $4 and l.created_at > now() - interval '10 minutes') as cancelled,
            nullif(left(a.query, 800), '') as statement, ${isoOf('a.query_start')} as "statementSince",
            quote_ident(current_user) as login
     from pg_stat_activity as a left join pg_roles as r on r.oid = a.usesysid
     where a.pid = $1 and (a.backend_start = $2::timestamptz or a.backend_start is null)`,
    [pid, backendStart, since, backendStart],
  );
  return rows.length === 0 ? null : targetSchema.parse(rows[0]);
}

/** Why a session must not be ended from here, as a sentence; null when it may. */
export function refusalOf(target: Target): string | null {
  const { login } = target;
  const kept = keptOf(target);
  if (kept === 'unseen')
    return `The login ${login} may not see what this session is, so it is left alone. This one right mends it: GRANT pg_read_all_stats TO ${login};`;
  return keptWords({ ...target, kept: kept ?? undefined });
}
