import type { Lamp } from '#lib/lamps.ts';
import type { ComponentHealth } from '#server/core/health/components.ts';
import type { IngestFigures } from '#server/core/health/ingest.ts';
import type { PostgresHealth } from '#server/core/health/postgres.ts';
import type { Facts } from '#server/core/lamps/facts.ts';
import type { RedisState } from '#server/core/redis/redis.ts';

export type Measured = Omit<Lamp, 'href'>;

/** Above this share of the pool the next burst waits. */
const FULL_SHARE = 0.8;
/** Three missed heartbeats, one each ten seconds, are more than a pause; two minutes are a worker that is gone. */
const WORKER_LATE_SECONDS = 35;
const WORKER_GONE_SECONDS = 120;
/** A request sent away still matters for a minute; a flush takes milliseconds, so turns that wait longer are a backlog. */
const SENT_AWAY_LATELY_MS = 60_000;
const BACKLOG_MS = 500;

/** Answers, and whether search and history keep up with the entries. */
export function postgresLamp(health: PostgresHealth, stale: number): Measured {
  const lamp = { id: 'postgres', name: 'Postgres' } as const;
  if (health.status === 'unhealthy') {
    const reason = `The database has not answered within 1 s since ${clock(health.since)} UTC. Nothing can be saved until it does.`;
    return { ...lamp, state: 'crit', value: 'no answer', reason };
  }
  const answers = `Postgres ${health.version} answers in ${health.latencyMs} ms.`;
  if (stale === 0) return { ...lamp, state: 'ok', reason: answers };
  const entries = stale === 1 ? '1 entry' : `${stale} entries`;
  const reason = `${answers} Search or history is behind for ${entries}: npm run cli -- verify says which, and with --mend puts it right.`;
  return { ...lamp, state: 'warn', value: `${stale} behind`, reason };
}

/** The web's main pool: how much of it is out, and whether requests wait. */
export function poolLamp({ inUse, max, waiting }: { inUse: number; max: number; waiting: number }): Measured {
  const lamp = { id: 'pool', name: 'Pool' } as const;
  const out = `${inUse} of ${max} connections are in use.`;
  if (waiting > 0) {
    const who = waiting === 1 ? '1 request waits' : `${waiting} requests wait`;
    return { ...lamp, state: 'crit', value: `${waiting} waiting`, reason: `${out} ${who} for a free one.` };
  }
  if (inUse >= FULL_SHARE * max)
    return { ...lamp, state: 'warn', value: `${inUse}/${max}`, reason: `${out} A burst would have to wait.` };
  return { ...lamp, state: 'ok', reason: `${out} Nothing waits.` };
}

/**
 * The taking in of turns: whether the last flush stood, whether turns wait or were sent away lately, and whether the
 * figures follow the rows. Hollow until a turn was ever logged, and while nobody can tell.
 */
export function ingestLamp(figures: IngestFigures, facts: Facts | null, now: Date): Measured {
  const lamp = { id: 'ingest', name: 'Ingest' } as const;
  const { failingSince, failure, backlogSince, rateLimitedAt, storedAt, accepted } = figures;
  if (failingSince !== null) {
    const why = (failure ?? 'the database does not answer').replace(/\.?$/, '.');
    const reason = `No turn could be stored since ${clock(new Date(failingSince))} UTC: ${why} Senders are told to come again; nothing is acknowledged meanwhile.`;
    return { ...lamp, state: 'crit', value: 'failing', reason };
  }
  if (rateLimitedAt !== null && now.getTime() - rateLimitedAt < SENT_AWAY_LATELY_MS) {
    const reason = `More turns come than can be stored: at ${clock(new Date(rateLimitedAt))} UTC senders were last told to come again later.`;
    return { ...lamp, state: 'warn', value: 'sent away', reason };
  }
  if (backlogSince !== null && now.getTime() - backlogSince > BACKLOG_MS) {
    const waited = ((now.getTime() - backlogSince) / 1000).toFixed(1);
    return { ...lamp, state: 'warn', value: `${waited} s`, reason: `Turns wait ${waited} s to be stored.` };
  }
  if (facts === null)
    return { ...lamp, state: 'blind', value: 'unseen', reason: 'The database that would tell does not answer.' };
  if (facts.staleTurns > 0) {
    const turns = facts.staleTurns === 1 ? '1 turn' : `${facts.staleTurns} turns`;
    const reason = `Turns are stored. Figures are behind for ${turns}: search.stale_turns says why.`;
    return { ...lamp, state: 'warn', value: `${facts.staleTurns} behind`, reason };
  }
  if (storedAt !== null) {
    const reason = `Turns were last stored at ${clock(new Date(storedAt))} UTC, ${accepted} since this process started.`;
    return { ...lamp, state: 'ok', reason };
  }
  if (facts.hasTurns) return { ...lamp, state: 'ok', reason: 'Turns can be stored. None has come since the start.' };
  return { ...lamp, state: 'blind', value: 'none yet', reason: 'No turn has ever been logged.' };
}

/** Redis is optional: away, it costs speed and nothing else. */
export function redisLamp(redis: RedisState): Measured {
  const lamp = { id: 'redis', name: 'Redis' } as const;
  if (redis.state === 'unset')
    return {
      ...lamp,
      state: 'blind',
      value: 'not set',
      reason: 'REDIS_URL is not set. An in-process cache does its work.',
    };
  if (redis.state === 'ready')
    return { ...lamp, state: 'ok', reason: `Redis has answered since ${clock(redis.since)} UTC.` };
  const reason = `Redis has been away since ${clock(redis.since)} UTC: ${redis.reason.replace(/\.?$/, '.')} An in-process cache does its work meanwhile.`;
  return { ...lamp, state: 'warn', value: 'away', reason };
}

/** LightRAG, where the chatbot has one: away, its answers suffer and nothing here does. */
export function lightragLamp(health: ComponentHealth): Measured {
  const lamp = { id: 'lightrag', name: 'LightRAG' } as const;
  if (health.status === 'not_configured')
    return { ...lamp, state: 'blind', value: 'not set', reason: 'LIGHTRAG_URL is not set.' };
  if (health.status === 'healthy')
    return { ...lamp, state: 'ok', reason: `LightRAG answers in ${health.latencyMs} ms.` };
  const reason = `LightRAG does not answer: ${(health.reason ?? 'nothing came within 1 s').replace(/\.?$/, '.')}`;
  return { ...lamp, state: 'warn', value: 'no answer', reason };
}

/** The worker, by its heartbeat. `unseen`: the database that would tell does not answer. */
export function jobsLamp(silentSeconds: number | null | 'unseen'): Measured {
  const lamp = { id: 'jobs', name: 'Jobs' } as const;
  if (silentSeconds === 'unseen')
    return {
      ...lamp,
      state: 'blind',
      value: 'unseen',
      reason: 'The worker reports through the database, which does not answer.',
    };
  if (silentSeconds === null)
    return { ...lamp, state: 'blind', value: 'not heard', reason: 'The worker has not reported yet.' };
  const silent = silentSeconds < 120 ? `${Math.round(silentSeconds)} s` : `${Math.round(silentSeconds / 60)} min`;
  if (silentSeconds <= WORKER_LATE_SECONDS)
    return { ...lamp, state: 'ok', reason: `The worker reported ${silent} ago.` };
  const reason = `The worker has been silent for ${silent}. Imports and sealing of the audit log wait for it.`;
  return { ...lamp, state: silentSeconds > WORKER_GONE_SECONDS ? 'crit' : 'warn', value: silent, reason };
}

function clock(instant: Date): string {
  return instant.toISOString().slice(11, 16);
}
