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

const SHOWN = 100;
const LISTED_MS = 72 * 3_600_000;

/** What was told in the last 72 hours, ended in them, or lasts still, the newest first; instants are ISO 8601 in UTC. */
export async function findIncidents(actor: Actor): Promise<Incident[]> {
  requirePermission(actor, 'monitoring.read');
  const from = new Date(Date.now() - LISTED_MS);
  const rows = await prisma().$queryRaw`
    select i.id::text, severity, to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
           to_char(told_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "toldAt", to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "endedAt", cause
    from (select * from monitor.incidents where told_at > ${from}
          union all select * from monitor.incidents where told_at <= ${from} and ended_at > ${from}
          union all select * from monitor.incidents where told_at <= ${from} and ended_at is null) as i
    order by told_at desc, i.id desc limit ${SHOWN}::int`;
  return rowSchema.parse(rows);
}
