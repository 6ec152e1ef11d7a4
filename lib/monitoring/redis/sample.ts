import { z } from 'zod';

const count = z.number();

/** Counters of the server's life, or what they grew by. */
const countersSchema = z.object({
  hits: count,
  misses: count,
  evicted: count,
  expired: count,
  rejected: count,
  errors: count,
  commands: count,
});
export type Counters = z.infer<typeof countersSchema>;

const intervalSchema = countersSchema.extend({ seconds: z.number() });
/** What was counted in so many seconds. */
export type Interval = z.infer<typeof intervalSchema>;

const unseenSchema = z.object({ reason: z.string(), blinds: z.string(), mend: z.string().nullable() });

const prefixSchema = z.object({
  name: z.string(),
  /** Keys and bytes, reckoned from the keys that were looked at; null of what is not in Redis. */
  keys: count.nullable(),
  bytes: count.nullable(),
  /** Bytes more than a minute ago; null while that is not known. */
  grown: count.nullable(),
  /** Evictions of the last minute that were its, reckoned from the looked-at keys that are gone. */
  evicted: count,
  /** Of our own cache, counted where it is asked, in the last minute; null of other programs' keys. */
  hits: count.nullable(),
  misses: count.nullable(),
});
export type PrefixFigures = z.infer<typeof prefixSchema>;

const slowSchema = z.object({
  command: z.string(),
  prefix: z.string().nullable(),
  at: z.string(),
  /** Microseconds. */
  micros: count,
});
export type SlowCommand = z.infer<typeof slowSchema>;

const slowGroupSchema = z.object({
  command: z.string(),
  prefix: z.string().nullable(),
  count,
  worst: count,
  total: count,
  lastAt: z.string(),
});

const figuresSchema = z.object({
  version: z.string(),
  used: count,
  max: count.nullable(),
  policy: z.string(),
  fragmentation: z.number().nullable(),
  clients: count,
  keys: count,
  /** Of the last minute, of the last seconds, and since the sample before; null until a second reading of this run of the server. */
  minute: intervalSchema.nullable(),
  lately: intervalSchema.nullable(),
  evictedSince: count,
  /** The median of the minutes of the last seven days; null until there are ten with enough look-ups. */
  usualHitRate: z.number().nullable(),
  errorKinds: z.array(z.object({ kind: z.string(), count })),
  sizesUnseen: unseenSchema.nullable(),
  /** Keys that the sizes are reckoned from, and whether these are all there are. */
  lookedAt: count,
  /** Keys in databases of the server that are not looked at; what was sampled before they were told apart had none. */
  elsewhere: count.default(0),
  /** Bytes of all keys of the database that is looked at, reckoned; of prefixes beyond those shown too. */
  found: count.default(0),
  wholeSeen: z.boolean(),
  /** Prefixes beyond those shown. */
  others: count,
  slowUnseen: unseenSchema.nullable(),
  slow: z.object({ kept: count, groups: z.array(slowGroupSchema), latest: z.array(slowSchema) }),
});
export type RedisFigures = z.infer<typeof figuresSchema>;

/** What the part `redis` knows. Instants are ISO 8601 in UTC, sizes bytes. */
export const redisSampleSchema = z.object({
  link: z.discriminatedUnion('state', [
    z.object({ state: z.literal('unset') }),
    z.object({ state: z.literal('away'), since: z.string(), reason: z.string() }),
    z.object({ state: z.literal('ready'), since: z.string() }),
  ]),
  figures: figuresSchema.nullable(),
  prefixes: z.array(prefixSchema),
  /** Look-ups of our cache in the last minute that Redis did not serve, of all. */
  fallback: z.object({ inMemory: count, all: count }),
  lightrag: z.object({
    status: z.enum(['healthy', 'unhealthy', 'not_configured']),
    latencyMs: z.number().optional(),
    reason: z.string().optional(),
  }),
});
export type RedisSample = z.infer<typeof redisSampleSchema>;

/** Hits of all look-ups, from 0 to 1; null when nothing was looked up. */
export function hitRate({ hits, misses }: { hits: number; misses: number }): number | null {
  return hits + misses === 0 ? null : hits / (hits + misses);
}
