import 'server-only';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';

const AT_MOST = 1_000;
const rowsSchema = z.array(z.object({ key: z.string() }));

/** Keys of the alerts and incidents that are open: what was told last by whoever judged before. */
export async function readOpenKeys(): Promise<string[]> {
  const { rows } = await mainPool().query(
    `select key from monitor.alerts where resolved_at is null
     union select key from monitor.incidents where ended_at is null limit $1`,
    [AT_MOST],
  );
  return rowsSchema.parse(rows).map(({ key }) => key);
}
