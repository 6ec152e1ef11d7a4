import 'server-only';
import { getPreferences, pageSettings } from '#server/core/auth/require-actor.ts';

/** The zone in which the signed-in person reads times: their own, else the organisation's. */
export async function getViewerZone(): Promise<string> {
  const preferences = await getPreferences();
  return preferences?.timeZone ?? (await pageSettings()).organisationZone;
}
