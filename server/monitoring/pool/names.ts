import 'server-only';
import { LRUCache } from 'lru-cache';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { findActorNames } from '#server/core/auth/people.ts';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { within } from '#server/core/within.ts';

/** A page of monitoring waits no longer for names: without them it shows the beginnings of ids. */
const WITHIN_MS = 200;
const MOST = 100;

const known = new LRUCache<string, string>({ max: 2_000, ttl: 5 * 60_000 });

/**
 * The names of people and keys by their tags (`user:<id>`, `key:<id>`), as many as are known within 200 ms. Asks over the
 * connections of probes, since the pool it explains may be full.
 */
export async function getNames(actor: Actor, tags: readonly string[]): Promise<Record<string, string>> {
  requirePermission(actor, 'monitoring.read');
  const wanted = [...new Set(tags)].slice(0, MOST);
  const missing = wanted.filter((tag) => !known.has(tag));
  if (missing.length > 0) {
    const found = await within(WITHIN_MS, findActorNames(monitorPool(), missing), []);
    for (const { tag, name } of found) known.set(tag, name);
  }
  return Object.fromEntries(wanted.flatMap((tag) => (known.has(tag) ? [[tag, known.get(tag) ?? '']] : [])));
}
