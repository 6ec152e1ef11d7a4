import 'server-only';
import type { ClientConfig } from 'pg';
import { behindBouncer } from '#server/core/db/connection.ts';

const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;

/**
 * Limits that the server enforces, sent when a connection opens. Behind a bouncer they belong to the role instead.
 * Short reads gain nothing from compiled plans and parallel workers: to start either takes 10-40 ms.
 * @param limits in milliseconds, in place of the usual ones
 */
export function serverTimeouts(limits: Pick<ClientConfig, 'statement_timeout' | 'lock_timeout'> = {}): ClientConfig {
  if (behindBouncer()) return {};
  return {
    options: '-c jit=off -c max_parallel_workers_per_gather=0',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    ...limits,
  };
}
