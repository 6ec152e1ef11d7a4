import 'server-only';
import { Redis } from 'ioredis';
import { env } from '#server/core/env.ts';

const ANSWER_WITHIN_MS = 1_500;
const CONNECT_WITHIN_MS = 1_000;
const FIRST_LOOK_MS = 500;

let client: Redis | undefined;
let since = new Date();
let reason = 'It is being connected.';
let lookedUp = 0;

export const MONITOR_CLIENT = 'switchboard-monitor';
export type MonitoredRedis = { state: 'unset' } | { state: 'away'; since: Date; reason: string } | MonitorReady;
export type MonitorReady = { state: 'ready'; since: Date; redis: Redis };

/**
 * Redis as monitoring asks it: over a connection of its own, on which keys are named in full and a command may take 1.5 s. REDIS_URL may
 * name a server that others use, so whoever asks reads, and writes nothing but what a person confirmed.
 */
export async function monitoredRedis(): Promise<MonitoredRedis> {
  const url = env().REDIS_URL;
  if (url === undefined) return { state: 'unset' };
  const isFirst = client === undefined;
  client ??= connect(url);
  if (isFirst) await untilReady(client);
  return client.status === 'ready' ? { state: 'ready', since, redis: client } : { state: 'away', since, reason };
}

/** Look-ups that this process made for monitoring alone, which Redis counts among all: told by whoever made them. */
export function noteOwnLookUps(count: number): void {
  lookedUp += count;
}

/** How many those were since the process began. */
export function ownLookUps(): number {
  return lookedUp;
}

/** Ends the connection; for a process that stops and for tests. */
export function closeMonitorRedis(): void {
  client?.disconnect();
  client = undefined;
  since = new Date();
  reason = 'It is being connected.';
}

function connect(url: string): Redis {
  since = new Date();
  const redis = new Redis(url, {
    connectionName: MONITOR_CLIENT,
    disableClientInfo: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: ANSWER_WITHIN_MS,
    connectTimeout: CONNECT_WITHIN_MS,
    socketTimeout: 2 * ANSWER_WITHIN_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
  });
  let wasReady = false;
  redis.on('ready', () => {
    wasReady = true;
    since = new Date();
  });
  redis.on('error', (error: Error) => {
    reason = error.message;
  });
  redis.on('close', () => {
    if (!wasReady) return;
    wasReady = false;
    since = new Date();
    reason = 'The connection was closed.';
  });
  return redis;
}

function untilReady(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FIRST_LOOK_MS);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
