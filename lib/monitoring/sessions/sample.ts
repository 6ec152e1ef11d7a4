import { z } from 'zod';
import { keptBecause } from '#lib/monitoring/locks/kept.ts';
import { locksSchema } from '#lib/monitoring/locks/locks.ts';

const instant = z.iso.datetime();

export const sessionSchema = z.object({
  pid: z.int(),
  /** When the session began, to the microsecond: with the pid it names one session for ever. Null where we may not see it. */
  start: instant.nullable(),
  kind: z.enum(['client', 'autovacuum', 'replication', 'other']),
  application: z.string(),
  user: z.string().nullable(),
  /** Where it comes from; null over a local socket. */
  address: z.string().nullable(),
  /** Whether it works in this database. */
  here: z.boolean(),
  /** As Postgres says: active, idle, idle in transaction … Null where we may not see it. */
  state: z.string().nullable(),
  transactionSince: instant.nullable(),
  statementSince: instant.nullable(),
  stateSince: instant.nullable(),
  /** `Lock: relation`; null when it waits for nothing. */
  wait: z.string().nullable(),
  /** At most 300 characters, its values blanked out. */
  statement: z.string().nullable(),
  queryId: z.string().nullable(),
  /** Of a session of ours that stands in a queue: what it was taken for; absent where that is not known. */
  work: z.object({ route: z.string().nullable(), operation: z.string().nullable() }).optional(),
  /** Why it is not ended from here; absent where it may be. */
  kept: z.enum(keptBecause).optional(),
});
export type Session = z.infer<typeof sessionSchema>;

export const applicationSchema = z.object({
  application: z.string(),
  user: z.string().nullable(),
  here: z.boolean(),
  active: z.int(),
  idle: z.int(),
  idleInTransaction: z.int(),
  /** Whose state we may not see, and the few in others. */
  other: z.int(),
  /** When the oldest session began. */
  oldest: instant.nullable(),
  /** When the one longest in its present state, idle ones left out, came into it. */
  longest: instant.nullable(),
});
export type Application = z.infer<typeof applicationSchema>;

export const preparedSchema = z.object({
  /** 0 in what was sampled before each had its own. */
  pid: z.int().default(0),
  name: z.string(),
  owner: z.string(),
  since: instant,
});

/** What pg_stat_database has counted for this database since `since`. */
export const countersSchema = z.object({
  since: instant.nullable(),
  commits: z.number(),
  rollbacks: z.number(),
  deadlocks: z.number(),
  temporaryBytes: z.number(),
  abandoned: z.number(),
  fatal: z.number(),
  killed: z.number(),
});
export type Counters = z.infer<typeof countersSchema>;

/** The sessions on the server at one moment, who waits for whom, and what the database has counted. */
export const sessionsSchema = z.object({
  /** By the server's clock, as all of it but `readAt`. */
  at: instant,
  /** The same moment by our own; not in what was sampled before it was noted. */
  readAt: instant.optional(),
  /** When the server started: its counters begin anew with a start after a crash, and go on after a clean stop. */
  startedAt: instant,
  maxConnections: z.int(),
  /** Of those, kept for superusers and for whom the server reserves them (16 and newer). */
  reserved: z.int(),
  /** Client backends, as pg_stat_activity counts them: on the server and in this database, our monitor's own included. */
  clients: z.int(),
  clientsHere: z.int(),
  applications: z.array(applicationSchema),
  moreApplications: z.int(),
  /** Sessions of this database and whoever is in a queue with them, those of ours that only look left out. */
  sessions: z.array(sessionSchema),
  moreSessions: z.int(),
  locks: locksSchema,
  autovacuums: z.array(
    z.object({ pid: z.int(), work: z.string(), since: instant.nullable(), wraparound: z.boolean() }),
  ),
  /** Prepared transactions of this database, each by the number that stands for it among the locks. */
  prepared: z.array(preparedSchema),
  replicating: z.int(),
  counters: countersSchema,
  /** What the login may not see of others, and the statement that mends it; null when it sees all. */
  hidden: z.object({ sessions: z.int(), mend: z.string() }).nullable(),
});
export type Sessions = z.infer<typeof sessionsSchema>;
/** When a sample was taken, by our own clock. */
export function readAtOf({ at, readAt }: Sessions): string {
  return readAt ?? at;
}

/** A sample of before, as the causes get them: the oldest first. */
export type Before = readonly { at: string; value: Sessions }[];
