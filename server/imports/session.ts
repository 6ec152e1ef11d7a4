import 'server-only';
import type { PoolClient } from 'pg';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';

/**
 * Gives `work` a connection of its own for a transaction. A connection that dies while it is out would end the process
 * unless somebody listens; whatever `work` leaves open is rolled back, and after an error the connection is closed.
 */
export async function withSession<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await mainPool().connect();
  const onLost = (error: Error) => log.warn({ event: 'import.connection_lost', message: error.message });
  client.on('error', onLost);
  let broken = true;
  try {
    const value = await work(client);
    await client.query('rollback');
    broken = false;
    return value;
  } finally {
    client.release(broken);
    if (!broken) client.off('error', onLost);
  }
}
