import 'server-only';
import { setTimeout as rest } from 'node:timers/promises';
import type { Redis } from 'ioredis';

const STEP = 500;
/** Between two steps, so that others are served. */
const REST_MS = 4;

export type Step = { keys: string[]; seen: number; total: number };

/** Walks past every key of the server in small steps, and gives those of a pattern. A key that stays throughout is given at least once. */
export async function* walk(redis: Redis, pattern: string, signal: AbortSignal): AsyncGenerator<Step> {
  const total = await redis.dbsize();
  let cursor = '0';
  let seen = 0;
  do {
    signal.throwIfAborted();
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', STEP);
    cursor = next;
    seen = Math.min(total, seen + STEP);
    yield { keys, seen, total };
    await rest(REST_MS);
  } while (cursor !== '0');
}
