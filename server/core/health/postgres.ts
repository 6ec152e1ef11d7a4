import 'server-only';
import pg from 'pg';
import { connection } from '#server/core/db/connection.ts';
import { log } from '#server/core/log.ts';

const ANSWER_WITHIN_MS = 1_000;
const REMEMBERED_MS = 1_000;

export type PostgresHealth = { status: 'healthy' | 'unhealthy'; version?: string; latencyMs?: number };

let pool: pg.Pool | undefined;
let latest: { at: number; answer: Promise<PostgresHealth> } | undefined;

/**
 * Asks Postgres for an answer within a second, over connections of its own, so that a full main pool is not mistaken
 * for a dead database. However many ask, it is asked once a second at most.
 */
export function probePostgres(): Promise<PostgresHealth> {
  const now = Date.now();
  if (latest === undefined || now - latest.at > REMEMBERED_MS) latest = { at: now, answer: ask() };
  return latest.answer;
}

/** Closes the connections of the probe. */
export async function closeProbe(): Promise<void> {
  await pool?.end();
  pool = undefined;
}

async function ask(): Promise<PostgresHealth> {
  const started = performance.now();
  try {
    const { rows } = await monitorPool().query(`select current_setting('server_version') as version`);
    return { status: 'healthy', version: String(rows[0]?.version), latencyMs: Math.round(performance.now() - started) };
  } catch (error) {
    log.warn({ event: 'health.postgres_unreachable', message: error instanceof Error ? error.message : String(error) });
    return { status: 'unhealthy' };
  }
}

function monitorPool(): pg.Pool {
  if (pool !== undefined) return pool;
  pool = new pg.Pool({
    ...connection(),
    application_name: 'switchboard-monitor',
    max: 2,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    idleTimeoutMillis: 30_000,
    query_timeout: ANSWER_WITHIN_MS,
  });
  pool.on('error', () => {});
  return pool;
}
