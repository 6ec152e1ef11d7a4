import 'server-only';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { noteLookUp } from '#server/core/cache/look-ups.ts';
import { readStored, writeStored } from '#server/core/cache/stores.ts';
import { forgetTags, tagVersions } from '#server/core/cache/tags.ts';

export type Remembered<T> = {
  /** What the value depends on: whoever changes it calls `forget` with that tag after its commit. */
  tags: readonly string[];
  /** The longest a value is served that a change by plain SQL, which forgets no tag, has made old. */
  ttlSeconds: number;
  /** A stored value of another shape, as after an upgrade, is loaded anew. */
  shape: z.ZodType<T>;
};

export type Cache = {
  /**
   * The value last loaded for `key`, else `load`'s, which is JSON. Loads of one key that arrive together are one.
   * @throws only what `load` throws: a Redis or a database that is away costs at most 0.1 s and 0.25 s.
   */
  remember<T>(key: string, how: Remembered<T>, load: () => Promise<T>): Promise<T>;
  /** Makes every value with one of these tags unreachable: at once here, within a second in other processes. */
  forget(tags: readonly string[]): Promise<void>;
};

const loading = new Map<string, Promise<unknown>>();
const theCache: Cache = { remember, forget: forgetTags };

/** The one cache: Redis where REDIS_URL is set and answers, else this process's memory. */
export function cache(): Cache {
  return theCache;
}

async function remember<T>(key: string, { tags, ttlSeconds, shape }: Remembered<T>, load: () => Promise<T>) {
  const versions = await tagVersions(tags);
  if (versions === undefined) return load();
  // Versions are part of the address, so a load that began before a change can never answer after it.
  const address = `${key}:${createHash('sha256').update(versions).digest('base64url').slice(0, 16)}`;
  const joined = loading.get(address);
  if (joined !== undefined) return shape.parse(await joined);
  const one = readOrLoad(address, { ttlSeconds, shape }, load).finally(() => loading.delete(address));
  loading.set(address, one);
  return one;
}

async function readOrLoad<T>(
  address: string,
  { ttlSeconds, shape }: Pick<Remembered<T>, 'ttlSeconds' | 'shape'>,
  load: () => Promise<T>,
): Promise<T> {
  const { value: found, inMemory } = await readStored(address);
  const stored = shape.safeParse(found);
  noteLookUp(address, { hit: stored.success, inMemory });
  if (stored.success) return stored.data;
  const value = await load();
  await writeStored(address, value, ttlSeconds);
  return value;
}
