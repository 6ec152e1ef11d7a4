import { z } from 'zod';
import { lockModes } from '#lib/monitoring/locks/modes.ts';

/** A session; below zero a prepared transaction, as its number in pg_prepared_xacts; 0 one of which more is not known. */
const pid = z.int();

/** What sessions wait for, who has it, and who stands before whom. Of objects that somebody waits for, and of no others. */
export const locksSchema = z.object({
  objects: z.array(
    z.object({
      id: z.int(),
      /** As pg_locks says: relation, tuple, transactionid, advisory … */
      kind: z.string(),
      /** What it is, in words: `employees`, `a row of employees`. */
      name: z.string(),
    }),
  ),
  /** Whoever waits, the longest first. */
  waits: z.array(
    z.object({
      pid,
      object: z.int(),
      mode: z.enum(lockModes),
      /** Null in the first instants of a wait. */
      since: z.iso.datetime().nullable(),
      /** By pg_blocking_pids: holders, and those before it in the queue. */
      blockers: z.array(pid),
    }),
  ),
  /** Modes held that stand in the way of a wait, or of the writes behind it. */
  holds: z.array(z.object({ pid, object: z.int(), mode: z.enum(lockModes) })),
  /** Those within savepoints: a cancel gives back only what was locked since the last one. */
  savepoints: z.array(pid),
  /** How many more wait than are listed. */
  moreWaits: z.int(),
});

export type Locks = z.infer<typeof locksSchema>;
export type Wait = Locks['waits'][number];
export type Hold = Locks['holds'][number];

export const noLocks: Locks = { objects: [], waits: [], holds: [], savepoints: [], moreWaits: 0 };
