import 'server-only';
import { FAILURES } from '#lib/monitoring/cause.ts';
import { causesOfErrors } from '#lib/monitoring/errors/causes.ts';
import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { causesOfRedis } from '#lib/monitoring/redis/causes.ts';
import { heldOfRedis, unseenOfRedis } from '#lib/monitoring/redis/unseen.ts';
import { causesOfServer } from '#lib/monitoring/server/causes.ts';
import { unseenOfServer } from '#lib/monitoring/server/unseen.ts';
import { causesOfSessions } from '#lib/monitoring/sessions/causes.ts';
import { againOfStatements, causesOfStatements } from '#lib/monitoring/statements/causes.ts';
import type { PoolRun } from '#lib/monitoring/statements/runners.ts';
import { causesOfStorage } from '#lib/monitoring/storage/causes.ts';
import { causesOfCounters } from '#lib/monitoring/storage/causes-of-counters.ts';
import { heldOfStorage, STORAGE_KEYS, unseenOfStorage } from '#lib/monitoring/storage/unseen.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { Catalogue } from '#server/monitoring/changes/catalogue.ts';
import { changesProbe } from '#server/monitoring/changes/probe.ts';
import { ErrorsReader } from '#server/monitoring/errors/reader.ts';
import { SeenSessions } from '#server/monitoring/errors/seen-sessions.ts';
import { poolPart } from '#server/monitoring/pool/part.ts';
import { keepRatesInTable } from '#server/monitoring/redis/rate-store.ts';
import { RedisReader } from '#server/monitoring/redis/reader.ts';
import { keepSlowInTable } from '#server/monitoring/redis/slow-store.ts';
import { ownPartOf, type Part, partOf } from '#server/monitoring/sampler/part.ts';
import { ServerProbe } from '#server/monitoring/server/probe.ts';
import { sessionsProbe } from '#server/monitoring/sessions/probe.ts';
import { StatementsProbe } from '#server/monitoring/statements/probe.ts';
import { countersProbe } from '#server/monitoring/storage/counters-probe.ts';
import { History } from '#server/monitoring/storage/history.ts';
import { storageProbe } from '#server/monitoring/storage/storage-probe.ts';

/**
 * Every part of monitoring as it is before its first sample, with what others ask of them or tell them.
 * @param runnersOf for whom a statement was sent in the last minutes, where this process is told
 */
export function monitoringParts(runnersOf?: (text: string) => PoolRun[]) {
  const sizes = new History();
  const redis = new RedisReader(keepSlowInTable(), keepRatesInTable());
  const catalogue = new Catalogue();
  const seenSessions = new SeenSessions();
  const errors = new ErrorsReader(seenSessions);
  const parts: readonly Part[] = [
    ownPartOf(poolPart, causesOfPool, { label: 'our own pools', keys: ['pool:'] }),
    partOf(seenSessions.watching(sessionsProbe), causesOfSessions, {
      label: 'sessions and locks',
      keys: ['lock:', 'idle:', 'long:', 'connections:', 'deadlock:counted'],
      unseenOf: ({ hidden }) => (hidden === null ? [] : ['what other logins do']),
    }),
    partOf(new StatementsProbe(systemActor('worker'), runnersOf), causesOfStatements, {
      label: 'statements',
      keys: ['statement:', 'statement-spill:'],
      againOf: againOfStatements,
    }),
    ownPartOf(errors, causesOfErrors, {
      label: 'errors',
      keys: [...FAILURES, 'deadlock:parties'],
      unseenOf: ({ serverSeen, jobs }) => [
        ...(serverSeen ? [] : ['what the server counts of failures']),
        ...(jobs?.state === 'seen' ? [] : ['failed jobs']),
      ],
    }),
    partOf(countersProbe(sizes), causesOfCounters, {
      label: 'the counters of tables',
      keys: ['scan:', 'index:', 'cache:'],
    }),
    partOf(storageProbe(sizes), causesOfStorage, {
      label: 'tables and disk',
      keys: STORAGE_KEYS,
      unseenOf: unseenOfStorage,
      heldOf: heldOfStorage,
    }),
    ownPartOf(redis, causesOfRedis, {
      label: 'Redis',
      keys: ['redis:', 'lightrag:'],
      unseenOf: unseenOfRedis,
      heldOf: heldOfRedis,
    }),
    partOf(
      changesProbe(catalogue, () => redis.version),
      () => [],
      {
        label: 'changes of schema and settings',
        keys: [],
        unseenOf: ({ settingsMend }) => (settingsMend === null ? [] : ['settings that only superusers see']),
      },
    ),
    partOf(new ServerProbe(), causesOfServer, {
      label: 'the settings of the server',
      keys: ['setting:'],
      unseenOf: unseenOfServer,
    }),
  ];
  return {
    parts,
    /** What changed in schema, settings and versions, for whoever explains by it. */
    catalogue,
    /** What failed; the web tells it of its own failures. */
    errors,
  };
}
