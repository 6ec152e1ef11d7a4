import { z } from 'zod';

/**
 * What may fail. `route`: a request answered with 5xx, of all; `part`: a page sent though a part of it failed; `action`: a server action that threw or
 * got no answer; `query`: a statement refused; `connection`: one not opened or lost; `timeout`: gave up waiting for one of the pool;
 * `job`: a run of the worker's; `session`: what the server counts; `seen`: that the minute was watched.
 */
export const tallyKinds = [
  'route',
  'part',
  'action',
  'query',
  'connection',
  'timeout',
  'job',
  'session',
  'seen',
] as const;
export type TallyKind = (typeof tallyKinds)[number];

export const matterSchema = z.object({
  kind: z.enum(tallyKinds),
  /** The route, the action, the SQLSTATE, the pool or the job; a name of our own or of Postgres, never typed by anybody. */
  name: z.string(),
  /** For a statement or a connection: the route, action or job that had it. For an action: the page. Empty where not known. */
  place: z.string(),
  /** The relation or constraint an error names, or the class of an error. Empty where there is none. */
  detail: z.string(),
  /** The pool of a statement or connection; empty for the rest. */
  pool: z.string(),
});
export type Matter = z.infer<typeof matterSchema>;

/** How often one matter failed, of how often it was done (0 where that is not counted), in one minute. */
export const tallySchema = matterSchema.extend({ failed: z.int(), total: z.int(), lastAt: z.number() });
export type Tally = z.infer<typeof tallySchema>;

/** What a process counted in one minute, which began at `minute` (milliseconds since 1970). */
export const minuteSchema = z.object({ minute: z.number(), tallies: z.array(tallySchema) });
export type Minute = z.infer<typeof minuteSchema>;

export const MINUTE_MS = 60_000;

/** The minute that an instant is in. */
export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** What makes two tallies the same matter. */
export function matterKey({ kind, name, place, detail, pool }: Matter): string {
  return JSON.stringify([kind, name, place, detail, pool]);
}
