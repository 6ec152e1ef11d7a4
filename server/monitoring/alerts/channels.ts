import 'server-only';
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import type { ChannelForm } from '#lib/monitoring/alerts/channel.ts';
import { testMessage } from '#lib/monitoring/alerts/message.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { env } from '#server/core/env.ts';
import { CHANNEL_COLUMNS, channelSchema, send } from '#server/monitoring/alerts/send.ts';

const lineSchema = z.object({
  id: z.string(),
  kind: z.enum(['webhook', 'email']),
  name: z.string(),
  target: z.string(),
  leastSeverity: z.enum(['warn', 'crit']),
  deliveredAt: z.string().nullable(),
  failure: z.string().nullable(),
  waiting: z.int(),
});
/** A channel as its page shows it: where it leads (of a webhook the host alone), and how its last message fared. */
export type ChannelLine = z.infer<typeof lineSchema>;

const gone = fail('not_found', 'This channel is not there any more.');

/** Where alerts go, the oldest first. The secret and the path of a webhook stay in the server. */
export async function findChannels(actor: Actor): Promise<ChannelLine[]> {
  requirePermission(actor, 'alerts.read');
  const rows = await prisma().$queryRaw`
    select c.id::text, c.kind, c.name, c.target, c.least_severity as "leastSeverity",
           (select to_char(max(m.delivered_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from monitor.alert_messages m where m.channel_id = c.id) as "deliveredAt",
           (select m.failure from monitor.alert_messages m where m.channel_id = c.id order by m.made_at desc limit 1) as failure,
           (select count(*)::int from monitor.alert_messages m where m.channel_id = c.id and m.alert_id is not null and m.delivered_at is null and m.made_at > now() - interval '1 day') as waiting
    from monitor.alert_channels c order by c.created_at limit 200`;
  return z
    .array(lineSchema)
    .parse(rows)
    .map((line) => (line.kind === 'webhook' ? { ...line, target: new URL(line.target).host } : line));
}

/** Makes a channel. @returns the secret that signs what is posted, for a webhook: shown once */
export async function createChannel(actor: Actor, form: ChannelForm): Promise<Result<{ secret: string | null }>> {
  requirePermission(actor, 'alerts.edit');
  const secret = form.kind === 'webhook' ? randomBytes(32).toString('base64url') : null;
  const allowPrivate = form.kind === 'webhook' && form.allowPrivate;
  return inTransaction(actor, async (tx) => {
    const id = randomUUID();
    await tx.$executeRaw`
      insert into monitor.alert_channels (id, kind, name, target, secret, allow_private, least_severity)
      values (${id}::uuid, ${form.kind}, ${form.name}, ${form.target}, ${secret}, ${allowPrivate}, ${form.leastSeverity})`;
    const details = { kind: form.kind, allowPrivate, leastSeverity: form.leastSeverity };
    await recordAudit(tx, actor, { action: 'alerts.channel_create', targetType: 'channel', targetId: id, details });
    return ok({ secret });
  });
}

/** Takes a channel away, with what waits to be sent over it. */
export async function deleteChannel(actor: Actor, id: string): Promise<Result<null>> {
  requirePermission(actor, 'alerts.edit');
  return inTransaction(actor, async (tx) => {
    if ((await tx.$executeRaw`delete from monitor.alert_channels where id = ${id}::uuid`) === 0) return gone;
    await recordAudit(tx, actor, { action: 'alerts.channel_delete', targetType: 'channel', targetId: id });
    return ok(null);
  });
}

/** Sends a test over a channel and waits for what comes of it. */
export async function testChannel(actor: Actor, id: string): Promise<Result<null>> {
  requirePermission(actor, 'alerts.edit');
  const rows = await prisma().$queryRaw`
    select ${Prisma.raw(CHANNEL_COLUMNS)} from monitor.alert_channels where id = ${id}::uuid`;
  const [channel] = z.array(channelSchema).parse(rows);
  if (channel === undefined) return gone;
  const delivery = randomUUID();
  const message = testMessage(delivery, new Date(), env().BASE_URL?.replace(/\/$/, '') ?? '');
  const failure = await send(channel, delivery, message).then(() => null, textOf);
  await inTransaction(actor, async (tx) => {
    await tx.$executeRaw`
      insert into monitor.alert_messages (id, channel_id, kind, body, made_at, tries, delivered_at, failure)
      select ${delivery}::uuid, id, 'test', ${JSON.stringify(message)}::jsonb, now(), 1, case when ${failure}::text is null then now() end, ${failure}
      from monitor.alert_channels where id = ${id}::uuid`;
    const details = { delivered: failure === null };
    await recordAudit(tx, actor, { action: 'alerts.channel_test', targetType: 'channel', targetId: id, details });
  });
  return failure === null ? ok(null) : fail('invalid', failure);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
