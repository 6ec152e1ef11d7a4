import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { causesOfRedis } from '#lib/monitoring/redis/causes.ts';
import { causesOfServer } from '#lib/monitoring/server/causes.ts';
import { poolPart } from '#server/monitoring/pool/part.ts';
import { RedisReader } from '#server/monitoring/redis/reader.ts';
import { keepSlowInTable } from '#server/monitoring/redis/slow-store.ts';
import { ownPartOf, type Part, partOf } from '#server/monitoring/sampler/part.ts';
import { ServerProbe } from '#server/monitoring/server/probe.ts';

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [
  ownPartOf(poolPart, causesOfPool),
  ownPartOf(new RedisReader(keepSlowInTable()), causesOfRedis),
  partOf(new ServerProbe(), causesOfServer),
];
