import { afterEach, beforeEach, vi } from 'vitest';
import type { AlertMessage } from '#lib/monitoring/alerts/message.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { createChannel } from '#server/monitoring/alerts/channels.ts';
import { userActor } from '#test/actors.ts';
import { type Receiver, startReceiver } from '#test/webhook-receiver.ts';

/**
 * Before each test a receiver of webhooks, and nothing left of alerts, channels and mutes; after it no call of ours is spied on.
 * @param take is given the receiver
 */
export function withReceiver(take: (receiver: Receiver) => void): void {
  let receiver: Receiver | undefined;
  beforeEach(async () => {
    await mainPool().query(
      'delete from monitor.alerts; delete from monitor.alert_channels; delete from monitor.alert_mutes',
    );
    receiver = await startReceiver();
    take(receiver);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    receiver?.close();
  });
}

/** A channel to the receiver. @returns the secret that its messages are signed with */
export async function makeWebhook(
  receiver: Receiver,
  more: { leastSeverity?: 'warn' | 'crit'; target?: string } = {},
): Promise<string> {
  const form = {
    kind: 'webhook',
    name: 'On-call',
    target: receiver.url,
    allowPrivate: true,
    leastSeverity: 'warn',
  } as const;
  const made = await createChannel(userActor('admin'), { ...form, ...more });
  return made.ok ? (made.value.secret ?? '') : '';
}

/** What was posted, in order. */
export function postedTo(receiver: Receiver): AlertMessage[] {
  return receiver.posts.map(({ body }) => JSON.parse(body));
}
