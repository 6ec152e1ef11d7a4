import 'server-only';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Actor } from '#server/core/auth/actor.ts';
import { UnavailableError } from '#server/core/errors.ts';

const PATIENCE_MS = 1_000;
const REMEMBERED_MS = 10 * 60_000;

/** Who saw the lamps lately, by a hash of the cookies they came with. */
const lately = new LRUCache<string, Actor>({ max: 1_000, ttl: REMEMBERED_MS });

/**
 * Who asks for the lamps. While the database that knows the sessions is away, whoever saw them in the last ten minutes
 * still does: the row is there to tell of just that.
 * @param ask looks the session up; null when there is none
 * @throws UnavailableError when the session could not be looked up within a second and the viewer is not known.
 */
export async function getViewer(cookies: string, ask: () => Promise<Actor | null>): Promise<Actor | null> {
  const key = keyOf(cookies);
  const answer = await Promise.race([ask().catch(() => undefined), patience()]);
  if (answer === null) lately.delete(key);
  else if (answer !== undefined) lately.set(key, answer);
  if (answer !== undefined) return answer;
  const known = lately.get(key);
  if (known === undefined) throw new UnavailableError('The database did not say who you are within 1 s.');
  return known;
}

/** Notes whose page was made with the lamps on it, so that its first poll is let in even if the database hangs by then. */
export function rememberViewer(cookies: string, actor: Actor): void {
  lately.set(keyOf(cookies), actor);
}

function keyOf(cookies: string): string {
  return createHash('sha256').update(cookies).digest('base64url');
}

function patience(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, undefined).unref());
}
