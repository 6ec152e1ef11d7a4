import 'server-only';
import { prisma } from '#server/core/db/prisma.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { sqlStateOf } from '#server/core/errors.ts';

/** SQLSTATE of a statement that its timeout ended. */
const CANCELLED = '57014';

/** What `read` finds when none of its statements takes longer than so many milliseconds; else null, and the statement is ended. */
export async function readWithin<T>(milliseconds: number, read: (tx: Transaction) => Promise<T>): Promise<T | null> {
  const bound = Math.max(1, Math.round(milliseconds));
  try {
    return await prisma().$transaction(
      async (tx) => {
        // A plan of its own each time: one kept for a short window is wrong for a long one.
        await tx.$executeRaw`select set_config('statement_timeout', ${String(bound)}, true), set_config('plan_cache_mode', 'force_custom_plan', true)`;
        return read(tx);
      },
      { timeout: bound + 5_000 },
    );
  } catch (error) {
    if (sqlStateOf(error) === CANCELLED) return null;
    throw error;
  }
}
