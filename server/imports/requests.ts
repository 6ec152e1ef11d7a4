import 'server-only';
import { type BatchState, countsSchema } from '#lib/imports/batch.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { askForTask } from '#server/imports/jobs.ts';

/** Starts a preview in the worker. */
export async function requestPreview(actor: Actor, batch: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  if (!(await queueBatch(batch, ['uploaded', 'previewed', 'failed'], 'previewing'))) return tooLate(batch);
  await askForTask(actor, batch, 'preview');
  return ok(null);
}

/**
 * Starts the import in the worker.
 * @param confirmMissing the number typed by hand when the fuse tripped in the preview; it must be that very number
 */
export async function requestApply(actor: Actor, batch: number, confirmMissing: number | null): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  const { rows } = await mainPool().query("select counts from import_batches where id = $1 and state = 'previewed'", [
    batch,
  ]);
  const counts = countsSchema.safeParse(rows[0]?.counts);
  if (!counts.success) return tooLate(batch);
  if (counts.data.fuse && confirmMissing !== counts.data.deleted) {
    const sentence = 'This is not the number of entries that would be deleted.';
    return fail('invalid', sentence, { fieldErrors: { confirmMissing: sentence } });
  }
  await mainPool().query('update import_batches set confirm_missing = $2 where id = $1', [batch, confirmMissing]);
  if (!(await queueBatch(batch, ['previewed'], 'applying'))) return tooLate(batch);
  await askForTask(actor, batch, 'apply');
  return ok(null);
}

/** Starts taking an import back, in the worker. Asked again, it changes nothing. */
export async function requestUndo(actor: Actor, batch: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  if (!(await queueBatch(batch, ['applied'], 'undoing'))) return tooLate(batch);
  await askForTask(actor, batch, 'undo');
  return ok(null);
}

/** Shows the batch at work from now on; the worker takes it within two seconds. */
async function queueBatch(batch: number, from: readonly BatchState[], to: BatchState): Promise<boolean> {
  const result = await mainPool().query(
    `update import_batches set state = $3, error = null, progress = '{"step": "waiting"}', touched_at = now()
     where id = $1 and state = any($2) and source = 'csv'`,
    [batch, from, to],
  );
  return result.rowCount === 1;
}

function tooLate(batch: number): Result<null> {
  return fail('conflict', `Import ${batch} has moved on meanwhile. Look at it again.`);
}
