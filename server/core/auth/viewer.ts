import 'server-only';
import type { Actor } from '#server/core/auth/actor.ts';
import { recallSession } from '#server/core/auth/known-sessions.ts';
import { ForbiddenError, UnavailableError } from '#server/core/errors.ts';
import { getSettings, lastSettings } from '#server/core/settings/settings.ts';
import { within } from '#server/core/within.ts';

/** How long a session may take to be looked up, and how long one that was looked up stays good without. */
export type Patience = { patienceMs: number; rememberedMs: number };

export const forLamps: Patience = { patienceMs: 1_000, rememberedMs: 10 * 60_000 };
/** Monitoring shows more than the lamps do, and is asked more often. */
export const forMonitoring: Patience = { patienceMs: 200, rememberedMs: 5 * 60_000 };

/**
 * Who asks for the lamps, or for monitoring. While the database that knows the sessions is away, whoever was known in the last
 * minutes still is: both are there to tell of just that.
 * @param ask looks the session up and notes it; null when there is none
 * @throws UnavailableError when the session could not be looked up in time and the viewer is not known.
 */
export async function getViewer(
  cookies: string,
  ask: () => Promise<Actor | null>,
  { patienceMs, rememberedMs }: Patience,
): Promise<Actor | null> {
  const answer = await Promise.race([ask().catch(() => undefined), pause(patienceMs)]);
  if (answer !== undefined) return answer;
  const known = recallSession(cookies, rememberedMs);
  if (known === null)
    throw new UnavailableError(`The database did not say who you are within ${patienceMs / 1_000} s.`);
  return known.actor;
}

/**
 * Who asks for monitoring, see `getViewer`.
 * @throws ForbiddenError for whoever must first set up a second factor, by the settings last seen while the database is away.
 * @throws UnavailableError
 */
export async function getMonitoringViewer(cookies: string, ask: () => Promise<Actor | null>): Promise<Actor | null> {
  const viewer = await getViewer(cookies, ask, forMonitoring);
  if (viewer?.kind !== 'user') return viewer;
  if (recallSession(cookies, forMonitoring.rememberedMs)?.secondFactor === true) return viewer;
  const settings = await within(forMonitoring.patienceMs, getSettings(), lastSettings());
  if (settings === undefined)
    throw new UnavailableError('The database did not say in time whether you need a second factor.');
  if (settings.requireSecondFactorFor.includes(viewer.role))
    throw new ForbiddenError('Set up your second factor first.');
  return viewer;
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}
