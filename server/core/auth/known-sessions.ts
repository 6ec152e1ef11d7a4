import 'server-only';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Actor, sealActor, type UserActor } from '#server/core/auth/actor.ts';
import type { Preferences } from '#server/core/auth/preferences.ts';
import { cookiePairs, sessionCookieName } from '#server/core/auth/session-cookie.ts';
import { inTransaction } from '#server/core/db/transaction.ts';

/** A session as it was looked up: whose it is, how they read, whether they have a second factor. */
export type KnownSession = { actor: Actor & UserActor; preferences: Preferences; secondFactor: boolean };

const REMEMBERED_MS = 10 * 60_000;

const key = Symbol.for('switchboard.known-sessions');

/**
 * Notes what the database said of the session these cookies name, so that the lamps and monitoring, which tell of a database that is
 * away, can be shown to whoever was let in minutes ago. Nothing else may be decided by it.
 */
export function noteSession(cookies: string, session: KnownSession | null): void {
  const name = nameOf(cookies);
  if (name === null) return;
  if (session === null) memory().delete(name);
  else memory().set(name, { session, at: Date.now() });
}

/** What was last noted of the session these cookies name, at most so many milliseconds ago. */
export function recallSession(cookies: string, withinMs: number): KnownSession | null {
  const name = nameOf(cookies);
  const known = name === null ? undefined : memory().get(name);
  if (known === undefined || Date.now() - known.at > withinMs) return null;
  // It may have been noted by another bundle's copy of these files, whose seal means nothing here.
  return { ...known.session, actor: sealActor({ ...known.session.actor }) };
}

/** A transaction that ends sessions or changes whose they are: nothing noted before it counts afterwards. */
export async function endingSessions<T>(...given: Parameters<typeof inTransaction<T>>): Promise<T> {
  try {
    return await inTransaction<T>(...given);
  } finally {
    memory().clear();
  }
}

/** Cookies other than the session's come and go. */
function nameOf(cookies: string): string | null {
  const beginning = `${sessionCookieName()}=`;
  const pair = cookiePairs(new Headers({ cookie: cookies })).find((one) => one.startsWith(beginning));
  return pair === undefined ? null : createHash('sha256').update(decodeURIComponent(pair)).digest('base64url');
}

type Memory = LRUCache<string, { session: KnownSession; at: number }>;

/** One for pages, actions and route handlers, which Next may bundle apart. */
function memory(): Memory {
  const existing: Memory | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh: Memory = new LRUCache({ max: 1_000, ttl: REMEMBERED_MS });
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
