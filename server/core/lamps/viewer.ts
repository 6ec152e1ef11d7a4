import 'server-only';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Actor } from '#server/core/auth/actor.ts';
import { UnavailableError } from '#server/core/errors.ts';

const REMEMBERED_MS = 10 * 60_000;

type Known = { actor: Actor; at: number };
/** How long a session may take to be looked up, and how long one that was looked up stays good without. */
type Patience = { patienceMs: number; rememberedMs: number };

const forLamps: Patience = { patienceMs: 1_000, rememberedMs: REMEMBERED_MS };
/** Monitoring shows more than the lamps do, and is asked for more often. */
export const forMonitoring: Patience = { patienceMs: 200, rememberedMs: 5 * 60_000 };

/** Who was let in lately, by a hash of the cookies they came with. */
const lately = new LRUCache<string, Known>({ max: 1_000, ttl: REMEMBERED_MS });

/**
 * Who asks for the lamps, or for monitoring. While the database that knows the sessions is away, whoever was known in the last
 * minutes still is: both are there to tell of just that.
 * @param ask looks the session up; null when there is none
 * @throws UnavailableError when the session could not be looked up in time and the viewer is not known.
 */
export async function getViewer(
  cookies: string,
  ask: () => Promise<Actor | null>,
  { patienceMs, rememberedMs }: Patience = forLamps,
): Promise<Actor | null> {
  const key = keyOf(cookies);
  const answer = await Promise.race([ask().catch(() => undefined), patience(patienceMs)]);
  if (answer === null) lately.delete(key);
  else if (answer !== undefined) lately.set(key, { actor: answer, at: Date.now() });
  if (answer !== undefined) return answer;
  const known = lately.get(key);
  if (known === undefined || Date.now() - known.at > rememberedMs)
    throw new UnavailableError(`The database did not say who you are within ${patienceMs / 1_000} s.`);
  return known.actor;
}

/** Notes whose page was made with the lamps on it, so that its first poll is let in even if the database hangs by then. */
export function rememberViewer(cookies: string, actor: Actor): void {
  lately.set(keyOf(cookies), { actor, at: Date.now() });
}

function keyOf(cookies: string): string {
  return createHash('sha256').update(cookies).digest('base64url');
}

function patience(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}
