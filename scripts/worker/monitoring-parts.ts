import { causesOfRedis } from '#lib/monitoring/redis/causes.ts';
import { RedisReader } from '#server/monitoring/redis/reader.ts';
import { keepSlowInTable } from '#server/monitoring/redis/slow-store.ts';
import { ownPartOf, type Part } from '#server/monitoring/sampler/part.ts';

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [ownPartOf(new RedisReader(keepSlowInTable()), causesOfRedis)];
