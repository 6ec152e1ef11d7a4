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
const HOURS = 72;

/** What was told in the last 72 hours, the newest first; instants are ISO 8601 in UTC. */
export async function findIncidents(actor: Actor): Promise<Incident[]> {
  requirePermission(actor, 'monitoring.read');
  const rows = await prisma().$queryRaw`
    select i.id::text, severity, to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
           to_char(told_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "toldAt", to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "endedAt", cause
    from monitor.incidents i where told_at > now() - make_interval(hours => ${HOURS}::int) order by told_at desc, i.id desc limit ${SHOWN}::int`;
  return rowSchema.parse(rows);
}
