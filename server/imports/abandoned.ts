import 'server-only';
import { mainPool } from '#server/core/db/pool.ts';
import { failAbandoned, takeImportLock } from '#server/imports/batch-state.ts';

/** Marks batches whose process was killed; false when an import is alive and holds the place. */
export async function sweepAbandoned(): Promise<boolean> {
  const client = await mainPool().connect();
  try {
    await client.query('begin');
    const free = await takeImportLock(client);
    if (free) await failAbandoned(null);
    await client.query('rollback');
    client.release();
    return free;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
