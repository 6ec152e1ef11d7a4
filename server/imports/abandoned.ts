import 'server-only';
import { failAbandoned, takeImportLock } from '#server/imports/batch-state.ts';
import { withSession } from '#server/imports/session.ts';

/** Marks batches whose process was killed; false when an import is alive and holds the place. */
export function sweepAbandoned(): Promise<boolean> {
  return withSession(async (client) => {
    await client.query('begin');
    const free = await takeImportLock(client);
    if (free) await failAbandoned(null);
    return free;
  });
}
