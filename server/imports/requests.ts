import 'server-only';
import { z } from 'zod';
import { type BatchState, countsSchema } from '#lib/imports/batch.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { askForTask, type ImportTask } from '#server/imports/jobs.ts';
import { withSession } from '#server/imports/session.ts';

/** Starts a preview in the worker. */
export async function requestPreview(actor: Actor, batch: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  return queueTask(actor, batch, { task: 'preview', from: ['uploaded', 'previewed', 'failed'], to: 'previewing' });
}

export type ApplyWish = {
  /** The number of the preview that was looked at; a newer one is not applied unseen. */
  preview: number;
  /** The number typed by hand when the fuse tripped in the preview; it must be that very number. */
  confirmMissing: number | null;
};

/** Starts the import in the worker, as it was previewed. */
export async function requestApply(actor: Actor, batch: number, wish: ApplyWish): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  const { rows } = await mainPool().query(
    "select counts, preview from import_batches where id = $1 and state = 'previewed'",
    [batch],
  );
  const previewed = previewedRow.safeParse(rows[0]);
  if (!previewed.success) return tooLate(batch);
  const { counts, preview } = previewed.data;
  if (preview !== wish.preview)
    return fail('conflict', `Import ${batch} was previewed again meanwhile. Look at the new preview, then apply it.`);
  if (counts.fuse && wish.confirmMissing !== counts.deleted) {
    const sentence = 'This is not the number of entries that would be deleted.';
    return fail('invalid', sentence, { fieldErrors: { confirmMissing: sentence } });
  }
  return queueTask(actor, batch, { task: 'apply', from: ['previewed'], to: 'applying', ...wish });
}

const previewedRow = z.object({ counts: countsSchema, preview: z.number() });

/** Starts taking an import back, in the worker. Asked again, it changes nothing. */
export async function requestUndo(actor: Actor, batch: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  return queueTask(actor, batch, { task: 'undo', from: ['applied'], to: 'undoing' });
}

type Move = { task: ImportTask; from: readonly BatchState[]; to: BatchState } & Partial<ApplyWish>;

/** Shows the batch at work and asks the worker, both or neither; the worker takes it within two seconds. */
function queueTask(actor: Actor, batch: number, move: Move): Promise<Result<null>> {
  return withSession(async (client) => {
    await client.query('begin');
    const moved = await client.query(
      `update import_batches set state = $3, confirm_missing = $5, error = null, progress = '{"step": "waiting"}', touched_at = now()
       where id = $1 and state = any($2) and source = 'csv' and preview = coalesce($4::int, preview)`,
      [batch, move.from, move.to, move.preview ?? null, move.confirmMissing ?? null],
    );
    if (moved.rowCount !== 1) return tooLate(batch);
    await askForTask(actor, batch, move.task, client);
    await client.query('commit');
    return ok(null);
  });
}

function tooLate(batch: number): Result<null> {
  return fail('conflict', `Import ${batch} has moved on meanwhile. Look at it again.`);
}
