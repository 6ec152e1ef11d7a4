import 'server-only';
import { getPreferences } from '#server/core/auth/require-actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';

/** The zone in which the signed-in person reads times: their own, else the organisation's. */
export async function getViewerZone(): Promise<string> {
  const preferences = await getPreferences();
  return preferences?.timeZone ?? (await getSettings()).organisationZone;
}
