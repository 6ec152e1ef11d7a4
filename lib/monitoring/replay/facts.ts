import { z } from 'zod';
import { isLooking } from '#lib/monitoring/own-connections.ts';
import { MAIN_POOL } from '#lib/monitoring/pool/figures.ts';
import { hitRate } from '#lib/monitoring/redis/sample.ts';

/** What is kept of one sample for the look at three days. Whatever is not there was not seen. */
export type Facts = {
  /** 1 where the sample saw sessions, the main pool, Redis. */
  sessions?: number;
  /** Sessions of the server at work, those that only look left out; those of them that wait, for whatever; those that wait for a lock. */
  active?: number;
  waiting?: number;
  blocked?: number;
  pools?: number;
  pool_out?: number;
  pool_most?: number;
  pool_waiting?: number;
  redis?: number;
  redis_state?: RedisState;
  /** 0 to 1. */
  hit_rate?: number;
  /** How many are held up in it, null when nobody is: the sample that a minute is remembered by. */
  trouble?: number | null;
};

/** Of Redis: not set, answers, away. */
export const redisStates = { unset: 0, ready: 1, away: 2 } as const;
export type RedisState = (typeof redisStates)[keyof typeof redisStates];

const sessionsSchema = z.object({
  applications: z.array(z.object({ application: z.string(), active: z.number() })),
  sessions: z.array(z.object({ kind: z.string(), state: z.string().nullable(), wait: z.string().nullable() })),
  locks: z.object({ waits: z.array(z.unknown()), moreWaits: z.number() }),
});
const poolSchema = z.array(z.object({ name: z.string(), out: z.number(), max: z.number(), waiting: z.number() }));
const redisSchema = z.object({
  link: z.object({ state: z.enum(['unset', 'ready', 'away']) }),
  figures: z.object({ minute: z.object({ hits: z.number(), misses: z.number() }).nullable() }).nullable(),
});

/** The facts of a sample of that part; null of other parts, and of a sample that cannot be read. */
export function factsOf(part: string, value: unknown): Facts | null {
  switch (part) {
    case 'sessions':
      return read(sessionsSchema, value, factsOfSessions);
    case 'pool':
      return read(poolSchema, value, factsOfPool);
    case 'redis':
      return read(redisSchema, value, factsOfRedis);
    default:
      return null;
  }
}

function factsOfSessions({ applications, sessions, locks }: z.infer<typeof sessionsSchema>): Facts {
  const active = applications.reduce((sum, one) => sum + (isLooking(one.application) ? 0 : one.active), 0);
  const waiting = sessions.filter(
    ({ kind, state, wait }) => kind === 'client' && state === 'active' && wait !== null && !wait.startsWith('Client'),
  ).length;
  const blocked = locks.waits.length + locks.moreWaits;
  return { sessions: 1, active, waiting, blocked, trouble: someOrNull(blocked) };
}

/** Several web processes have a main pool each. */
function factsOfPool(pools: z.infer<typeof poolSchema>): Facts {
  const mains = pools.filter(({ name }) => name === MAIN_POOL);
  if (mains.length === 0) return {};
  const sum = (of: 'out' | 'max' | 'waiting') => mains.reduce((total, pool) => total + pool[of], 0);
  const waiting = sum('waiting');
  return { pools: 1, pool_out: sum('out'), pool_most: sum('max'), pool_waiting: waiting, trouble: someOrNull(waiting) };
}

function factsOfRedis({ link, figures }: z.infer<typeof redisSchema>): Facts {
  const rate = figures?.minute == null ? null : hitRate(figures.minute);
  return { redis: 1, redis_state: redisStates[link.state], ...(rate !== null && { hit_rate: rate }) };
}

function someOrNull(count: number): number | null {
  return count > 0 ? count : null;
}

function read<T>(schema: z.ZodType<T>, value: unknown, toFacts: (value: T) => Facts): Facts | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? toFacts(parsed.data) : null;
}
