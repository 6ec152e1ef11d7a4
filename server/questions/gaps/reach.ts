import 'server-only';
import type { Transaction } from '#server/core/db/transaction.ts';
import { sqlStateOf } from '#server/core/errors.ts';

const TIMED_OUT = '57014';

/**
 * How much of a group is read, as a share of what is read at most, and for how long (ms): less where the more ran into its time, as on
 * a log of millions of turns that is not in memory yet. Together no longer than 12 s, so that nobody is held up for longer.
 */
const TRIES = [
  { share: 1, milliseconds: 6_000 },
  { share: 0.1, milliseconds: 3_000 },
  { share: 0.01, milliseconds: 3_000 },
] as const;
/** So long what was read whole is truer than what was read in part since: what a start finds on disk is in memory by then. */
const STANDS_MS = 60 * 60_000;

/** `inPart`: less than all, and what was read before is to be kept. */
export type Reach = { share: number; milliseconds: number; inPart: boolean };

/** What was last read in part by this process: at which try, and since when (ms since 1970). */
const narrowed = new Map<string, { at: number; since: number }>();

/**
 * Reads a thing as far as its time allows. What was read in part is tried one step wider the next time: what a try brought into
 * memory makes the next one quicker.
 * @param what names the thing
 * @throws what `read` throws, a limit of time only when even the least took too long
 */
export async function readWithin<T>(what: string, read: (reach: Reach) => Promise<T>): Promise<T> {
  const known = narrowed.get(what);
  const since = known?.since ?? Date.now();
  for (let at = Math.max(0, (known?.at ?? 0) - 1); ; at += 1) {
    const { share, milliseconds } = TRIES[at] ?? TRIES[0];
    try {
      const found = await read({ share, milliseconds, inPart: at > 0 && Date.now() - since < STANDS_MS });
      if (at === 0) narrowed.delete(what);
      else narrowed.set(what, { at, since });
      return found;
    } catch (error) {
      if (sqlStateOf(error) !== TIMED_OUT || at === TRIES.length - 1) throw error;
    }
  }
}

/** Each statement of this transaction ends after that: the worker's connections have no limit of their own. */
export async function limitStatements(tx: Transaction, { milliseconds }: Reach): Promise<void> {
  await tx.$queryRaw`select set_config('statement_timeout', ${String(milliseconds)}, true)`;
}
