'use server';

import { refresh } from 'next/cache';
import type { Result } from '#lib/result.ts';
import type { SettingName } from '#lib/settings/schema.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { updateSettings } from '#server/settings/mutations.ts';

/** Saves the general settings and tells which of them changed. */
export async function saveSettingsAction(form: unknown): Promise<Result<SettingName[]>> {
  const actor = await requireActor('settings.edit');
  const saved = await updateSettings(actor, form).catch(toFailure);
  if (saved.ok) refresh();
  return saved;
}
