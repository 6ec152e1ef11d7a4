import 'server-only';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { onceASecond } from '#server/core/health/once-a-second.ts';
import { log } from '#server/core/log.ts';
import { inWork } from '#server/core/request-context.ts';

export type PostgresHealth =
  | { status: 'healthy'; version: string; latencyMs: number }
  | { status: 'unhealthy'; since: Date };

let unhealthySince: Date | undefined;

/**
 * Asks Postgres for an answer within a second, over connections of its own, so that a full main pool is not mistaken
 * for a dead database. However many ask, it is asked once a second at most.
 */
export const probePostgres = onceASecond(() => inWork('health.postgres', ask));

/** Since when Postgres has answered no probe; null when it answers. */
export async function silentSince(): Promise<Date | null> {
  const health = await probePostgres();
  return health.status === 'unhealthy' ? health.since : null;
}

async function ask(): Promise<PostgresHealth> {
  const started = performance.now();
  try {
    const { rows } = await monitorPool().query(`select current_setting('server_version') as version`);
    unhealthySince = undefined;
    return { status: 'healthy', version: String(rows[0]?.version), latencyMs: Math.round(performance.now() - started) };
  } catch (error) {
    log.warn({ event: 'health.postgres_unreachable', message: error instanceof Error ? error.message : String(error) });
    unhealthySince ??= new Date();
    return { status: 'unhealthy', since: unhealthySince };
  }
}
