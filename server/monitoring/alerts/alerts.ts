import 'server-only';
import { z } from 'zod';
import { causeSchema } from '#lib/monitoring/cause.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inTransaction } from '#server/core/db/transaction.ts';

/** How many at most, and which one they follow. */
type Wish = { most: number; before?: string | null };

const MOST = 1_000;

const rowSchema = z.object({
  id: z.string(),
  severity: z.enum(['warn', 'crit']),
  raisedAt: z.string(),
  resolvedAt: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  acknowledgedBy: z.string().nullable(),
  muted: z.boolean(),
  sent: z.int(),
  waiting: z.int(),
  /** Messages that no try brought there within a day: none comes any more. */
  givenUp: z.int(),
  cause: causeSchema.pick({ sentence: true, href: true }),
});
/** An alert with who took note of it and how its messages fare; instants are ISO 8601 in UTC. */
export type AlertLine = z.infer<typeof rowSchema>;

const muteSchema = z.object({ id: z.string(), reason: z.string(), until: z.string(), mutedBy: z.string().nullable() });
export type Mute = z.infer<typeof muteSchema>;

/**
 * The alerts of the last 90 days, open ones first, then the newest.
 * @param wish.before the id of the last one before them; null for the first
 */
export async function findAlerts(actor: Actor, { most, before = null }: Wish = { most: MOST }): Promise<AlertLine[]> {
  requirePermission(actor, 'monitoring.read');
  const rows = await prisma().$queryRaw`
    select a.id::text, a.severity, to_char(a.raised_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "raisedAt",
           to_char(a.resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "resolvedAt",
           to_char(a.acknowledged_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "acknowledgedAt",
           (select u.name from users u where u.id = a.acknowledged_by) as "acknowledgedBy", a.muted, a.cause,
           (select count(*)::int from monitor.alert_messages m where m.alert_id = a.id and m.delivered_at is not null) as sent,
           (select count(*)::int from monitor.alert_messages m where m.alert_id = a.id and m.delivered_at is null and m.made_at > now() - interval '1 day') as waiting,
           (select count(*)::int from monitor.alert_messages m where m.alert_id = a.id and m.delivered_at is null and m.made_at <= now() - interval '1 day') as "givenUp"
    from monitor.alerts a
    where ${before}::uuid is null
       or (a.resolved_at is null, a.raised_at, a.id) < (select b.resolved_at is null, b.raised_at, b.id from monitor.alerts b where b.id = ${before}::uuid)
    order by a.resolved_at is null desc, a.raised_at desc, a.id desc limit ${most}::int`;
  return z.array(rowSchema).parse(rows);
}

/** Says that somebody has seen an alert and looks after it. Once is enough. */
export async function acknowledgeAlert(actor: Actor & UserActor, id: string): Promise<Result<null>> {
  requirePermission(actor, 'monitoring.act');
  return inTransaction(actor, async (tx) => {
    const changed = await tx.$executeRaw`
      update monitor.alerts set acknowledged_at = now(), acknowledged_by = ${actor.id}::uuid where id = ${id}::uuid and acknowledged_at is null`;
    if (changed === 0) return fail('not_found', 'Somebody has taken note of it already.');
    await recordAudit(tx, actor, { action: 'alerts.acknowledge', targetType: 'alert', targetId: id });
    return ok(null);
  });
}

/** Mutes that last, the longest first. */
export async function findMutes(actor: Actor): Promise<Mute[]> {
  requirePermission(actor, 'monitoring.read');
  const rows = await prisma().$queryRaw`
    select m.id::text, m.reason, to_char(m.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until,
           (select u.name from users u where u.id = m.muted_by) as "mutedBy"
    from monitor.alert_mutes m where m.until > now() order by m.until desc limit 20`;
  return z.array(muteSchema).parse(rows);
}

/** Sends nothing for so many minutes, as while one works on the server. */
export async function muteAlerts(
  actor: Actor & UserActor,
  { reason, minutes }: { reason: string; minutes: number },
): Promise<Result<null>> {
  requirePermission(actor, 'monitoring.act');
  return inTransaction(actor, async (tx) => {
    await tx.$executeRaw`
      insert into monitor.alert_mutes (reason, until, muted_by) values (${reason}, now() + make_interval(mins => ${minutes}::int), ${actor.id}::uuid)`;
    const details = { minutes };
    await recordAudit(tx, actor, { action: 'alerts.mute', targetType: 'alerts', targetId: 'all', details });
    return ok(null);
  });
}

/** Ends a mute before its time. What was held back meanwhile and lasts is sent then. */
export async function unmuteAlerts(actor: Actor & UserActor, id: string): Promise<Result<null>> {
  requirePermission(actor, 'monitoring.act');
  return inTransaction(actor, async (tx) => {
    const ended =
      await tx.$executeRaw`update monitor.alert_mutes set until = now() where id = ${id}::uuid and until > now()`;
    if (ended === 0) return fail('not_found', 'This mute is over already.');
    await recordAudit(tx, actor, { action: 'alerts.unmute', targetType: 'alerts', targetId: 'all' });
    return ok(null);
  });
}
