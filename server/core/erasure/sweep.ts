import 'server-only';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { erasureJob } from '#server/core/erasure/job.ts';
import { vacuumTables } from '#server/core/erasure/vacuum.ts';
import { enqueue } from '#server/core/jobs/queue.ts';

const silentRows = z.array(z.object({ id: z.int(), actor: z.string() }));

/**
 * Goes on with what a killed worker left, and forgets what was looked for in previews left alone for an hour and in
 * erasures that stopped a day ago.
 */
export async function sweepErasures(): Promise<void> {
  const { rowCount } = await mainPool().query(
    `update erasures set state = 'discarded', value = null, found = '[]', place = '{}'
     where value is not null and (state = 'previewed' and touched_at < now() - interval '1 hour' or state = 'failed' and touched_at < now() - interval '1 day')`,
  );
  if (rowCount !== 0) await vacuumTables(['public.erasures']);
  const { rows } = await mainPool().query(
    `update erasures set touched_at = now() where state in ('previewing', 'erasing') and touched_at < now() - interval '1 minute'
     returning id, asked_by as actor`,
  );
  for (const { id, actor } of silentRows.parse(rows)) await enqueue(erasureJob, { erasure: id, actor });
}
