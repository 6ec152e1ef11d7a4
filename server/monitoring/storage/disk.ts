import 'server-only';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import type { Disk, Room } from '#lib/monitoring/storage/sample.ts';
import type { Reading } from '#server/monitoring/probe.ts';
import { blind } from './matter.ts';

/** The file says when its server began a moment before the server says so itself. */
const START_TOLERANCE_SECONDS = 10;

const BLINDS = 'Free space is unknown, and with it when the disk is full.';

const rowSchema = z.tuple([
  z.object({
    directory: z.string().nullable(),
    startedAt: z.number(),
    databaseBytes: z.number(),
    login: z.string(),
  }),
]);

/**
 * Free space: of the volume under the data directory, where that is proven to be on this machine, or of the budget that the settings
 * give the database: first whichever has fewer bytes left, the other beside it.
 * @param budgetBytes null where none is set
 */
export async function readDisk(client: pg.ClientBase, budgetBytes: number | null): Promise<Reading<Disk>> {
  const { rows } = await client.query(
    `select (select setting from pg_settings where name = 'data_directory') as directory, extract(epoch from pg_postmaster_start_time())::float8 as "startedAt",
            pg_database_size(current_database())::float8 as "databaseBytes", quote_ident(current_user) as login`,
  );
  const [{ directory, startedAt, databaseBytes, login }] = rowSchema.parse(rows);
  const volume = directory === null ? null : await volumeOf(directory, startedAt);
  const budget: Room | null =
    budgetBytes === null
      ? null
      : { source: 'budget', totalBytes: budgetBytes, freeBytes: Math.max(0, budgetBytes - databaseBytes) };
  const [least, beside] = [volume, budget].filter((room) => room !== null).sort((a, b) => a.freeBytes - b.freeBytes);
  if (least !== undefined) return { ok: true, value: { ...least, beside } };
  // Without that right Postgres leaves the setting out, without a word.
  if (directory === null)
    return blind(
      'The monitor’s login may not see where the data directory is.',
      BLINDS,
      `GRANT pg_read_all_settings TO ${login};`,
    );
  return blind(
    'The data directory of Postgres is not within reach of this machine, and no disk budget is set.',
    `${BLINDS} A disk budget in the general settings mends that.`,
  );
}

/** The file system of a data directory; null unless the pid file in it is that of the very server we ask. */
async function volumeOf(directory: string, startedAt: number): Promise<Room | null> {
  try {
    // Its third line is when the server started, in seconds (documentation of pg_ctl; miscadmin.h names the lines).
    const lines = (await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n');
    const began = Number(lines[2]);
    if (lines[1] !== directory || !(Math.abs(began - startedAt) <= START_TOLERANCE_SECONDS)) return null;
    const { bsize, blocks, bfree, bavail } = await statfs(directory);
    // As `df` counts: what only root may fill is neither used nor free.
    return { source: 'volume', totalBytes: (blocks - bfree + bavail) * bsize, freeBytes: bavail * bsize };
  } catch {
    return null;
  }
}
