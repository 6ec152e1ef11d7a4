import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';
import { readRelease } from '#server/monitoring/changes/release.ts';

/** While everything starts on a machine that has much to do, the database may have no connection to give for some seconds. */
const TRY_AFTER_MS = [2_000, 10_000, 30_000];

/**
 * Keeps that a process of ours started just now, and of which release it is. A database that is away is no reason not to start: it is
 * tried again, after so many milliseconds each, and then told in the log.
 */
export async function recordStart(
  actor: Actor,
  process: 'web' | 'worker',
  tryAfterMs: readonly number[] = TRY_AFTER_MS,
): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  const at = new Date();
  for (const pause of [...tryAfterMs, null]) {
    try {
      await mainPool().query(
        `insert into monitor.changes (kind, name, what, after, from_at, to_at) values ('process', $1, 'started', $2, $3, $3)`,
        [process, readRelease(), at],
      );
      return;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (pause === null) log.warn({ event: 'monitoring.start_not_kept', process, message });
      else await sleep(pause, undefined, { ref: false });
    }
  }
}
