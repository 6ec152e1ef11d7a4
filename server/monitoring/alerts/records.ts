import 'server-only';
import { z } from 'zod';
import { messageSchema } from '#lib/monitoring/alerts/message.ts';
import { toldSchema } from '#lib/monitoring/verdict/verdict.ts';
import { WORKER_KEYS } from '#lib/monitoring/worker/causes.ts';
import { mainPool } from '#server/core/db/pool.ts';
import type { KeptAlert, Letter, Sender } from '#server/monitoring/alerts/post-room.ts';
import { CHANNEL_COLUMNS, type Channel, channelSchema } from '#server/monitoring/alerts/send.ts';

const KEPT_DAYS = 90;

/** Where alerts go, and until when nothing is sent (milliseconds since 1970). */
export type Rules = { channels: Channel[]; mutedUntil: number | null };

const mutedSchema = z.tuple([z.object({ until: z.number().nullable() })]);
const openSchema = z.array(
  z.object({
    id: z.string(),
    key: z.string(),
    severity: z.enum(['warn', 'crit']),
    raisedAt: z.string(),
    muted: z.boolean(),
    heldBack: z.boolean(),
    cause: toldSchema,
  }),
);
const waitingSchema = z.array(
  z.object({
    id: z.string(),
    channelId: z.string(),
    alertId: z.string(),
    message: messageSchema,
    madeAt: z.number(),
    tries: z.int(),
    failure: z.string().nullable(),
    left: z.array(z.string()).nullable(),
  }),
);

export async function readRules(): Promise<Rules> {
  const [channels, muted] = await Promise.all([
    mainPool().query(`select ${CHANNEL_COLUMNS} from monitor.alert_channels order by created_at`),
    mainPool().query(
      'select extract(epoch from max(until))::float8 * 1000 as until from monitor.alert_mutes where until > now()',
    ),
  ]);
  return { channels: z.array(channelSchema).parse(channels.rows), mutedUntil: mutedSchema.parse(muted.rows)[0].until };
}

/** Alerts of a sender that were open when the process before this one ended. */
export async function readOpenAlerts(sender: Sender): Promise<KeptAlert[]> {
  const { rows } = await mainPool().query(
    `select id::text, key, severity, to_char(raised_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "raisedAt", muted,
            held_back as "heldBack", cause
     from monitor.alerts where resolved_at is null and starts_with(key, $1) = $2`,
    [WORKER_KEYS, sender === 'web'],
  );
  return openSchema.parse(rows).map((alert) => ({ ...alert, resolvedAt: null }));
}

/** What a sender has yet to send, of the last day. */
export async function readWaiting(sender: Sender, channels: readonly Channel[]): Promise<Letter[]> {
  const { rows } = await mainPool().query(
    `select id::text, channel_id::text as "channelId", alert_id::text as "alertId", body as message,
           extract(epoch from made_at)::float8 * 1000 as "madeAt", tries, failure, left_over as left
    from monitor.alert_messages where delivered_at is null and alert_id is not null and made_at > now() - interval '1 day'
       and starts_with(body ->> 'key', $1) = $2
     order by made_at limit 1000`,
    [WORKER_KEYS, sender === 'web'],
  );
  return waitingSchema.parse(rows).flatMap(({ channelId, ...letter }) => {
    const channel = channels.find(({ id }) => id === channelId);
    return channel === undefined ? [] : [{ ...letter, channel, triesOfLate: 0, nextAt: 0, deliveredAt: null }];
  });
}

/** Writes alerts and messages as they stand; what is past its time goes. */
export async function writeAlerts(alerts: readonly KeptAlert[], letters: readonly Letter[]): Promise<void> {
  const kept = alerts.map(({ raisedAt, resolvedAt, heldBack, ...alert }) => ({
    ...alert,
    raised_at: raisedAt,
    resolved_at: resolvedAt,
    held_back: heldBack,
  }));
  const sent = letters.map(({ id, channel, alertId, message, madeAt, tries, deliveredAt, failure, left }) => ({
    ...{ id, channel_id: channel.id, alert_id: alertId, kind: message.kind, body: message, tries, failure },
    made_at: new Date(madeAt).toISOString(),
    delivered_at: deliveredAt === null ? null : new Date(deliveredAt).toISOString(),
    // Of whom it did not reach nothing is kept once it is tried no more.
    left_over: deliveredAt === null ? left : null,
  }));
  await mainPool().query(
    `insert into monitor.alerts as a (id, key, severity, raised_at, resolved_at, muted, held_back, cause)
     select id, key, severity, raised_at, resolved_at, muted, held_back, cause
     from jsonb_to_recordset($1::jsonb) as r (id uuid, key text, severity text, raised_at timestamptz, resolved_at timestamptz, muted boolean, held_back boolean, cause jsonb)
     on conflict (id) do update set severity = excluded.severity, resolved_at = excluded.resolved_at, muted = excluded.muted,
       held_back = excluded.held_back, cause = excluded.cause`,
    [JSON.stringify(kept)],
  );
  await mainPool().query(
    `insert into monitor.alert_messages as m (id, alert_id, channel_id, kind, body, made_at, tries, delivered_at, failure, left_over)
     select r.id, r.alert_id, r.channel_id, r.kind, r.body, r.made_at, r.tries, r.delivered_at, r.failure, r.left_over
     from jsonb_to_recordset($1::jsonb) as r (id uuid, alert_id uuid, channel_id uuid, kind text, body jsonb, made_at timestamptz, tries int, delivered_at timestamptz, failure text, left_over text[])
     join monitor.alert_channels c on c.id = r.channel_id
     on conflict (id) do update set tries = excluded.tries, delivered_at = excluded.delivered_at, failure = excluded.failure,
       left_over = excluded.left_over`,
    [JSON.stringify(sent)],
  );
  await mainPool().query('delete from monitor.alerts where resolved_at < now() - make_interval(days => $1)', [
    KEPT_DAYS,
  ]);
}
