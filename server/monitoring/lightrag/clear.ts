import 'server-only';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { answersOf, parseCacheKey } from '#lib/monitoring/lightrag/cache-key.ts';
import type { clearedSchema } from '#lib/monitoring/lightrag/pass.ts';
import { KnownKeys } from './known-keys.ts';
import { walk } from './walk.ts';

/**
 * Removes the cached answers of one knowledge base and nothing else, then walks again and counts what is there: what the chatbot kept
 * meanwhile.
 */
export async function clearAnswers(
  redis: Redis,
  base: string,
  signal: AbortSignal,
  onStep: (seen: number, total: number) => Promise<void>,
): Promise<z.infer<typeof clearedSchema>> {
  // The pattern lets through bases whose name begins with this one's.
  const isOfBase = (key: string) => parseCacheKey(key)?.base === base;
  let removed = 0;
  for await (const { keys, seen, total } of walk(redis, answersOf(base), signal)) {
    const ours = keys.filter(isOfBase);
    if (ours.length > 0) removed += await redis.unlink(...ours);
    await onStep(seen, 2 * total);
  }
  const known = new KnownKeys();
  let left = 0;
  for await (const { keys, seen, total } of walk(redis, answersOf(base), signal)) {
    left += keys.filter((key) => isOfBase(key) && known.add(key)).length;
    await onStep(total + seen, 2 * total);
  }
  return { removed, left };
}
