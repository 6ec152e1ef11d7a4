import 'server-only';
import { Redis } from 'ioredis';
import { bad, type Finding, good, warning } from '#server/core/doctor/finding.ts';
import { env } from '#server/core/env.ts';

/** Whether Redis answers, if there is one. */
export async function examineRedis(): Promise<Finding> {
  const name = 'Redis';
  const url = env().REDIS_URL;
  if (url === undefined) return good(name, 'REDIS_URL is unset; an in-process cache does its work.');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2000,
    commandTimeout: 2000,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'of unknown version';
    const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
    const limit = /maxmemory:(\d+)/.exec(await redis.info('memory'))?.[1];
    if (limit !== '0' && policy === 'noeviction') {
      return warning(name, `Redis ${version} refuses writes when it is full. Set maxmemory-policy to allkeys-lru.`);
    }
    return good(name, `Redis ${version} answers.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return bad(name, `Redis at REDIS_URL does not answer: ${reason}. Pages go on without it, more slowly.`);
  } finally {
    redis.disconnect();
  }
}
