import { z } from 'zod';

/** The product's main pool: the one that pages need, and whose fill is told. */
export const MAIN_POOL = 'switchboard-web';

/** The pool over which the turns of the chatbot come in. */
export const INGEST_POOL = 'switchboard-ingest';

/** The part of monitoring that holds what a web process knows of its own pools, beside `pool`, which the worker samples. */
export const OWN_POOLS = 'pool-web';

const spreadSchema = z.object({
  count: z.int(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
});
/** How long something took over the last minute, in milliseconds; all 0 where nothing happened. */
export type Spread = z.infer<typeof spreadSchema>;

const workSchema = z.object({
  /** `/phonebook/[id]` of a page, `GET /phonebook/export` of a handler; null of what comes by no request. */
  route: z.string().nullable(),
  /** The server action's or the job's name: `findContactsAction`, `import.apply`. */
  operation: z.string().nullable(),
  /** `user:<id>`, `key:<id>` or `system:<name>`; null while unknown. */
  actor: z.string().nullable(),
});
/** For what and for whom a connection is wanted. All null: work that did not say what it is. */
export type PoolWork = z.infer<typeof workSchema>;

const holderSchema = workSchema.extend({
  /** The process id of its session in Postgres; null behind a bouncer, where it is another's. */
  pid: z.int().nullable(),
  heldMs: z.number(),
  /** The statement it runs or last ran, without its values and cut; null when it ran none yet. */
  statement: z.string().nullable(),
  running: z.boolean(),
  /** How long the statement runs, or for how long none has run. */
  forMs: z.number(),
});
/** Who holds a connection. */
export type Holder = z.infer<typeof holderSchema>;

const waitersSchema = workSchema.extend({ count: z.int(), longestMs: z.number() });
/** Those of one kind of work that wait for a connection. */
export type Waiters = z.infer<typeof waitersSchema>;

export const poolFiguresSchema = z.object({
  /** As it connects: `switchboard-web`. */
  name: z.string(),
  /** When it was read. */
  at: z.iso.datetime(),
  /** Which process it is in. */
  process: z.enum(['web', 'worker', 'cli']),
  base: z.int(),
  max: z.int(),
  /** Connections there are: out, idle, or just being opened. */
  open: z.int(),
  out: z.int(),
  idle: z.int(),
  waiting: z.int(),
  longestWaitMs: z.number(),
  /** From asking to getting. */
  wait: spreadSchema,
  /** The same of those alone that found every connection taken, those included that gave up. */
  queued: spreadSchema,
  /** From getting to release. */
  hold: spreadSchema,
  /** Since the process started. */
  counts: z.object({
    checkouts: z.int(),
    /** Gave up waiting. */
    timeouts: z.int(),
    /** Could not open a connection. */
    failed: z.int(),
    opened: z.int(),
    closed: z.int(),
    /** Closed for their age. */
    recycled: z.int(),
  }),
  /** The longest held first, 60 at most. */
  holders: z.array(holderSchema),
  holdersMore: z.int(),
  /** By work, most first, ten at most. */
  waiters: z.array(waitersSchema),
});
/** One pool of one process at one moment. */
export type PoolFigures = z.infer<typeof poolFiguresSchema>;

/** What the pool's part of monitoring knows: every pool of the product. */
export const poolSampleSchema = z.array(poolFiguresSchema);
