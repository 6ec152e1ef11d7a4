import 'server-only';
import { LRUCache } from 'lru-cache';
import { withRedis } from '#server/core/redis/redis.ts';

const MEGABYTE = 1024 * 1024;
const memory = new LRUCache<string, string>({ maxSize: 16 * MEGABYTE, sizeCalculation: (text) => text.length + 1 });

/** What was stored there, from Redis or, while there is none, from memory; its value is undefined when nothing was. */
export async function readStored(address: string): Promise<{ value: unknown; inMemory: boolean }> {
  const answer = await withRedis((redis) => redis.get(address));
  const text = answer.ok ? answer.value : memory.get(address);
  return { value: parsed(text ?? undefined), inMemory: !answer.ok };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Another program's value under our key is no value.
  }
}

/** Stores a JSON value, always with an end: in Redis or, while there is none, in memory. */
export async function writeStored(address: string, value: unknown, ttlSeconds: number): Promise<void> {
  const text = JSON.stringify(value);
  const answer = await withRedis((redis) => redis.set(address, text, 'EX', ttlSeconds));
  if (!answer.ok) memory.set(address, text, { ttl: ttlSeconds * 1000 });
}
