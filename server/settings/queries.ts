import 'server-only';
import type { Settings } from '#lib/settings/schema.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { forgetSettings, getSettings } from '#server/core/settings/settings.ts';

/** The settings as they are at this moment, for whoever may change them. */
export async function getEditableSettings(actor: Actor): Promise<Settings> {
  requirePermission(actor, 'settings.edit');
  forgetSettings();
  return getSettings();
}
