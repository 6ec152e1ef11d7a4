import 'server-only';
import { z } from 'zod';
import { causeSchema } from '#lib/monitoring/cause.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const rowSchema = z.array(
  z.object({
    id: z.string(),
    severity: z.enum(['warn', 'crit']),
    since: z.string(),
    toldAt: z.string(),
    endedAt: z.string().nullable(),
    cause: causeSchema.pick({ sentence: true, hurts: true, href: true }),
  }),
);
export type Incident = z.infer<typeof rowSchema>[number];

/** How many at most, and which one they follow. */
type Wish = { most: number; before?: string | null };

const MOST = 1_000;
const LISTED_MS = 72 * 3_600_000;

/**
 * What was told in the last 72 hours, ended in them, or lasts still, the newest first; instants are ISO 8601 in UTC.
 * @param wish.before the id of the last one before them; null for the newest
 */
export async function findIncidents(actor: Actor, { most, before = null }: Wish = { most: MOST }): Promise<Incident[]> {
  requirePermission(actor, 'monitoring.read');
  const from = new Date(Date.now() - LISTED_MS);
  const rows = await prisma().$queryRaw`
    select i.id::text, severity, to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
           to_char(told_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "toldAt", to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "endedAt", cause
    from (select * from monitor.incidents where told_at > ${from}
          union all select * from monitor.incidents where told_at <= ${from} and ended_at > ${from}
          union all select * from monitor.incidents where told_at <= ${from} and ended_at is null) as i
    where ${before}::bigint is null or (told_at, i.id) < (select told_at, id from monitor.incidents where id = ${before}::bigint)
    order by told_at desc, i.id desc limit ${most}::int`;
  return rowSchema.parse(rows);
}
