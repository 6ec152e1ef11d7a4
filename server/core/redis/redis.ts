import 'server-only';
import { Redis } from 'ioredis';
import { env } from '#server/core/env.ts';
import { log } from '#server/core/log.ts';

const COMMAND_TIMEOUT_MS = 100;
/** After a failure Redis is left alone this long, so that a hung one costs each second one wait, not each read. */
const PAUSE_MS = 1000;

export type RedisState =
  | { state: 'unset' }
  | { state: 'ready'; since: Date }
  | { state: 'away'; since: Date; reason: string };

let client: Redis | undefined;
let current: RedisState = { state: 'unset' };
let pausedUntil = 0;

/**
 * Runs one command, or says that Redis is unset or away. Waits 0.1 s at most and never throws: whoever asks has
 * another way.
 */
export async function withRedis<T>(
  work: (redis: Redis) => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false }> {
  const url = env().REDIS_URL;
  if (url === undefined || Date.now() < pausedUntil) return { ok: false };
  client ??= connect(url);
  if (client.status !== 'ready') return { ok: false };
  try {
    const value = await work(client);
    if (current.state !== 'ready') becomes({ state: 'ready', since: new Date() });
    return { ok: true, value };
  } catch (error) {
    pausedUntil = Date.now() + PAUSE_MS;
    becomes({ state: 'away', since: new Date(), reason: error instanceof Error ? error.message : String(error) });
    return { ok: false };
  }
}

/** How Redis was when last used or looked at; `unset` without REDIS_URL. */
export function redisState(): RedisState {
  const url = env().REDIS_URL;
  if (url !== undefined) client ??= connect(url);
  return current;
}

/** Ends the connection; for a process that stops and for tests. */
export function closeRedis(): void {
  client?.disconnect();
  client = undefined;
  current = { state: 'unset' };
  pausedUntil = 0;
}

function connect(url: string): Redis {
  const redis = new Redis(url, {
    keyPrefix: 'switchboard:',
    connectionName: 'switchboard',
    disableClientInfo: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 1000,
    socketTimeout: 2000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  });
  current = { state: 'away', since: new Date(), reason: 'It is being connected.' };
  redis.on('ready', () => becomes({ state: 'ready', since: new Date() }));
  redis.on('error', (error: Error) => becomes({ state: 'away', since: new Date(), reason: error.message }));
  redis.on('close', () => becomes({ state: 'away', since: new Date(), reason: 'The connection was closed.' }));
  return redis;
}

/** Keeps the state with the time it began and logs a change once. */
function becomes(next: RedisState): void {
  const before = current;
  current = next.state === before.state ? { ...next, ...('since' in before ? { since: before.since } : {}) } : next;
  if (next.state === before.state) return;
  if (next.state === 'away') log.warn({ event: 'redis.away', reason: next.reason });
  else log.info({ event: 'redis.ready' });
}
