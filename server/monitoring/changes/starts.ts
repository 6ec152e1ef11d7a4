import 'server-only';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';
import { readRelease } from '#server/monitoring/changes/release.ts';

/** Keeps that a process of ours started, and of which release it is. A database that is away is no reason not to start. */
export async function recordStart(actor: Actor, process: 'web' | 'worker', at = new Date()): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  try {
    await mainPool().query(
      `insert into monitor.changes (kind, name, what, after, from_at, to_at) values ('process', $1, 'started', $2, $3, $3)`,
      [process, readRelease(), at],
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ event: 'monitoring.start_not_kept', process, message });
  }
}
