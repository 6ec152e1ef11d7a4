import 'server-only';
import { away } from '#server/conversations/ingest/refusal.ts';
import { ingestPool } from '#server/core/db/ingest-pool.ts';
import { onClient } from '#server/core/db/on-client.ts';
import { isUnavailable, sqlStateOf } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';
import { withinLoop } from '#server/core/loop-timeout.ts';

/** How long a request waits for the months it needs; a history of ten years takes several requests. */
const WITHIN_MS = 800;
/** Of that, how long a lock is tried for, so that time is left to go on without it. */
const LOCK_SECONDS = 0.3;
/** A month that cannot be made at this moment, since somebody reads where its turns would lie, is tried again after so long. */
const AGAIN_MS = 5_000;
const LOCKED = '55P03';

const made = new Set<string>();
const making = new Map<string, Promise<boolean>>();

/**
 * Sees that the partitions of these months are there, each made in a transaction of its own before any row needs it.
 * @param months `2026-11`
 * @throws Refusal 503 when the database does not answer
 */
export async function ensureMonths(months: ReadonlySet<string>): Promise<void> {
  const missing = [...months].filter((month) => !made.has(month));
  if (missing.length === 0) return;
  await withinLoop(WITHIN_MS, async (signal) => {
    for (const month of missing) {
      const underWay = making.get(month) ?? makeMonth(month, signal).finally(() => making.delete(month));
      making.set(month, underWay);
      // All are made in the same place: while one cannot be, the others are not tried.
      if (!(await underWay)) return;
    }
  });
}

/** False when it cannot be made at this moment. */
async function makeMonth(month: string, signal: AbortSignal): Promise<boolean> {
  try {
    const values = [`${month}-01`, LOCK_SECONDS];
    await onClient(ingestPool(), signal, (client) => client.query('select conversations_ensure_month($1, $2)', values));
    made.add(month);
    return true;
  } catch (error) {
    log.warn({
      event: 'ingest.month_not_made',
      month,
      message: error instanceof Error ? error.message : String(error),
    });
    if (isUnavailable(error) && sqlStateOf(error) !== LOCKED) {
      throw away('The database did not answer. Send this again.');
    }
    // Its turns lie in the default partition meanwhile, and are moved when it is made.
    made.add(month);
    setTimeout(() => made.delete(month), AGAIN_MS).unref();
    return false;
  }
}
