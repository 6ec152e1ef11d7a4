import 'server-only';
import { z } from 'zod';
import { type AlertMessage, mailOf } from '#lib/monitoring/alerts/message.ts';
import { lastSettings } from '#server/core/settings/settings.ts';
import { sendMail } from '#server/monitoring/alerts/mail.ts';
import { postWebhook } from '#server/monitoring/alerts/webhook.ts';

/** Where alerts go, as the table holds it. */
export const channelSchema = z.object({
  id: z.string(),
  kind: z.enum(['webhook', 'email']),
  target: z.string(),
  secret: z.string().nullable(),
  allowPrivate: z.boolean(),
  leastSeverity: z.enum(['warn', 'crit']),
});
export type Channel = z.infer<typeof channelSchema>;

/** The columns of a channel, under the names of `channelSchema`. */
export const CHANNEL_COLUMNS =
  'id::text, kind, target, secret, allow_private as "allowPrivate", least_severity as "leastSeverity"';

/**
 * Sends a message over a channel, now.
 * @param delivery the message's id: sent again, it is the same
 * @param left the recipients of a mail who have not had it, where others have
 * @throws RefusedError where some of a mail's recipients are refused; Error with a sentence that may be shown
 */
export async function send(
  channel: Channel,
  delivery: string,
  message: AlertMessage,
  left: readonly string[] | null = null,
): Promise<void> {
  const { target, secret, allowPrivate } = channel;
  if (channel.kind === 'webhook')
    return postWebhook({ target, secret: secret ?? '', allowPrivate }, delivery, JSON.stringify(message));
  const recipients = target.split(',').filter((one) => left === null || left.includes(one));
  if (recipients.length > 0) await sendMail(recipients, mailOf(message, lastSettings()?.organisationName ?? ''));
}
