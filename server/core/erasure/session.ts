import 'server-only';
import type { PoolClient } from 'pg';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';

/** Gives `work` a connection of its own, closed after an error. One that dies while it is out must not end the process. */
export async function withConnection<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await mainPool().connect();
  const onLost = (error: Error) => log.warn({ event: 'erasure.connection_lost', message: error.message });
  client.on('error', onLost);
  let broken = true;
  try {
    const value = await work(client);
    broken = false;
    return value;
  } finally {
    client.release(broken);
    if (!broken) client.off('error', onLost);
  }
}

/** One transaction on a connection of its own, in which the history knows who acts. */
export function inOwnTransaction<T>(actorTag: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withConnection(async (client) => {
    await client.query('begin');
    await client.query("select set_config('switchboard.actor', $1, true)", [actorTag]);
    const value = await work(client);
    await client.query('commit');
    return value;
  });
}
