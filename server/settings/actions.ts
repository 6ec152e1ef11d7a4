'use server';

import { refresh } from 'next/cache';
import type { Result } from '#lib/result.ts';
import type { SettingsSaved } from '#lib/settings/saved.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { updateSettings } from '#server/settings/mutations.ts';

/** Saves what a form changed in the settings that it was shown, and tells what became of it. */
export async function saveSettingsAction(form: unknown, shown: unknown): Promise<Result<SettingsSaved>> {
  const actor = await requireActor('settings.edit');
  const saved = await updateSettings(actor, form, shown).catch(toFailure);
  if (saved.ok) refresh();
  return saved;
}
