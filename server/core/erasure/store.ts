import 'server-only';
import type { PoolClient } from 'pg';
import type { StoreErased, StoreFound } from '#lib/erasure/erasure.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';

/** How far the work of a store is, and where it goes on after a stop. */
export type Work = {
  /** The job's: fires when the worker ends. */
  signal: AbortSignal;
  /** As a person asked for it: written into history and audit by what changes rows. */
  actorTag: string;
  /** Where this store stopped before, else null. Whatever it saved itself. */
  place: unknown;
  /** Notes that place in the transaction of the rows it stands for. */
  savePlace(client: PoolClient, place: unknown): Promise<void>;
  report(done: number, total: number): void;
};

export type Taken = Omit<StoreErased, 'store'>;
export type Held = Pick<StoreFound, 'counts' | 'examples'>;

/** Something that keeps message text or personal data. Each registers with the list that the worker is given. */
export type ErasureStore = {
  name: string;
  /** Every table that it keeps, with its schema: a test holds all stores together against the whole database. */
  tables: readonly string[];
  /** Why an erasure leaves there what it finds; absent where it erases. */
  kept?: string;
  /** Counts by what is counted, and up to three masked examples. Changes nothing. */
  find(matcher: Matcher, work: Work): Promise<Held>;
  /**
   * Takes away what holds the subject, in transactions of its own. Run again, it goes on where it stopped.
   * @returns what was taken away, and the tables to vacuum for it
   */
  erase?(matcher: Matcher, work: Work): Promise<Taken>;
};
