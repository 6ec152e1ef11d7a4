import { z } from 'zod';
import { MAIN_POOL } from '#lib/monitoring/pool/figures.ts';

export const severities = ['warn', 'crit'] as const;
export type Severity = (typeof severities)[number];

/** What comes of a database that does not serve: failed requests, actions, jobs and statements are its symptoms. */
export const FAILURES: readonly string[] = ['http:', 'action:', 'job:', 'sqlstate:'];

/** What comes of statements that take long or wait. A connection that somebody took and does not give back comes of nothing else. */
export const FULL_POOLS: readonly string[] = [`pool:${MAIN_POOL}:full`, `pool:${MAIN_POOL}:filling`];

/** How something fails that got no connection of the pool, or none that answered. */
export const NO_CONNECTION: readonly string[] = [
  'timeout',
  'PoolTimeoutError',
  'UnavailableError',
  '53300',
  '57P03',
  'unanswered',
  'lost',
];

/** What an admin may do about a cause from the page: end the statement, or the session, of one backend. */
const cancelStepSchema = z.object({ kind: z.literal('cancel'), pid: z.int(), backendStart: z.string() });
export type CancelStep = z.infer<typeof cancelStepSchema>;

/**
 * One thing that may be to blame, as a part of monitoring sees it in its newest sample. The verdict holds it back until it has
 * lasted, ranks it among the others and drops what another explains.
 */
export const causeSchema = z.object({
  /** The same as long as it is the same matter: `lock:4312@2026-11-27T14:02:11Z`, `pool:switchboard-web:full`. */
  key: z.string(),
  severity: z.enum(severities),
  /** How long it must last without a break before it is told, in seconds; 0 tells it with the first sample. */
  holdSeconds: z.number(),
  /** Of something critical: how long it must last to be told as a warning while it has not been critical for `holdSeconds`. */
  warnAfterSeconds: z.number().optional(),
  /** One whole sentence that names the culprit: what is to blame, and what it does. */
  sentence: z.string(),
  /** Further sentences: whom it hurts and how much, in numbers. */
  hurts: z.string(),
  /** The next safe step, as a sentence. */
  step: z.string(),
  /** What was seen, a line each, for whoever wants to check; its instants are marked (`markInstant`). */
  evidence: z.array(z.string()),
  /** Since when, where the server itself says it (ISO 8601, UTC); null: since monitoring first saw it. */
  since: z.string().nullable(),
  /** The page that shows it. */
  href: z.string(),
  /** Beginnings of keys of causes that are only its symptoms: a lock queue explains a full pool. */
  explains: z.array(z.string()),
  /** Key of a graver form of the same matter: while that is told this lasts and says nothing, as that says more. */
  milderThan: z.string().optional(),
  /** Tables it is about, as `public.employees`: of the statements it explains, those alone that name one of them. */
  tables: z.array(z.string()).optional(),
  /** Of a cause that is a statement: its text, after the table that its plan reads from end to end. Of a pool: what keeps its connections. */
  statement: z.string().optional(),
  /**
   * How it fails: an SQLSTATE, `timeout` or the name of an error, empty where that is not known; of a pool `full` with work, `leaked`
   * where most is with who took it and does not give it back, or `opening` while some are left.
   */
  way: z.string().optional(),
  /** Of what it explains and what says how it fails: that alone which fails in one of these ways. */
  ways: z.array(z.string()).optional(),
  /** Of a pool: how many of its connections are out. */
  out: z.int().optional(),
  /** How many connections of the pool for pages it keeps busy: it explains a pool of which that is half of what is out, or more. */
  keeps: z.int().optional(),
  /** Among causes of one severity the greater stands first: sessions or requests that suffer. */
  weight: z.number(),
  /** It happened and is over, as a deadlock that Postgres broke: it stands below whatever lasts. */
  isOver: z.boolean().optional(),
  action: cancelStepSchema.nullable(),
});
export type Cause = z.infer<typeof causeSchema>;
