'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { channelForm, muteForm } from '#lib/monitoring/alerts/channel.ts';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { acknowledgeAlert, muteAlerts, unmuteAlerts } from '#server/monitoring/alerts/alerts.ts';
import { createChannel, deleteChannel, testChannel } from '#server/monitoring/alerts/channels.ts';

const idSchema = z.uuid();

/** Makes a channel; the secret of a webhook is in the answer and nowhere else. */
export async function createChannelAction(form: unknown): Promise<Result<{ secret: string | null }>> {
  const actor = await requireActor('alerts.edit');
  const given = parsed(channelForm.safeParse(form));
  if (!given.ok) return given;
  const made = await createChannel(actor, given.value).catch(toFailure);
  if (made.ok) refresh();
  return made;
}

export async function deleteChannelAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('alerts.edit');
  const given = parsed(idSchema.safeParse(id));
  if (!given.ok) return given;
  const deleted = await deleteChannel(actor, given.value).catch(toFailure);
  refresh();
  return deleted;
}

export async function testChannelAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('alerts.edit');
  const given = parsed(idSchema.safeParse(id));
  if (!given.ok) return given;
  const tested = await testChannel(actor, given.value).catch(toFailure);
  refresh();
  return tested;
}

export async function acknowledgeAlertAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('monitoring.act');
  const given = parsed(idSchema.safeParse(id));
  if (!given.ok) return given;
  const taken = await acknowledgeAlert(actor, given.value).catch(toFailure);
  refresh();
  return taken;
}

export async function muteAlertsAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('monitoring.act');
  const given = parsed(muteForm.safeParse(form));
  if (!given.ok) return given;
  const muted = await muteAlerts(actor, given.value).catch(toFailure);
  if (muted.ok) refresh();
  return muted;
}

export async function unmuteAlertsAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('monitoring.act');
  const given = parsed(idSchema.safeParse(id));
  if (!given.ok) return given;
  const ended = await unmuteAlerts(actor, given.value).catch(toFailure);
  refresh();
  return ended;
}
