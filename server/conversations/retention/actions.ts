'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import type { RetentionPlan } from '#lib/conversations/retention.ts';
import { ok, parsed, type Result } from '#lib/result.ts';
import { getRetentionPlan } from '#server/conversations/retention/months.ts';
import { requestRetention } from '#server/conversations/retention/requests.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';

const daysSchema = z.int('Whole days.').min(1, 'At least one day.').max(36_500, 'At most a hundred years.');

/** What keeping turns for so many days would drop now. Changes nothing. */
export async function planRetentionAction(days: unknown): Promise<Result<RetentionPlan>> {
  const actor = await requireActor('settings.edit');
  const given = parsed(daysSchema.safeParse(days));
  if (!given.ok) return given;
  return getRetentionPlan(actor, given.value).then(ok).catch(toFailure);
}

/** Drops now what the saved setting no longer keeps. */
export async function runRetentionAction(): Promise<Result<null>> {
  const actor = await requireActor('privacy.erase');
  const asked = await requestRetention(actor).catch(toFailure);
  if (asked.ok) refresh();
  return asked;
}
