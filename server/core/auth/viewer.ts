import 'server-only';
import type { Actor } from '#server/core/auth/actor.ts';
import { recallSession } from '#server/core/auth/known-sessions.ts';
import { UnavailableError } from '#server/core/errors.ts';

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

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}
