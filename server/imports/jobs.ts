import 'server-only';
import { rmSync } from 'node:fs';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { BatchState } from '#lib/imports/batch.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { actorOfJob } from '#server/core/auth/job-actor.ts';
import { whileNothingIsErased } from '#server/core/erasure/import-gate.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { defineJob } from '#server/core/jobs/define.ts';
import { enqueue } from '#server/core/jobs/queue.ts';
import { findWork, keepWaiting, stopBatch } from '#server/imports/batch-state.ts';
import { writeRejectFile } from '#server/imports/reject-file.ts';
import { runImport } from '#server/imports/run.ts';
import { undoImport } from '#server/imports/undo.ts';
import { rejectFile, uploadFile } from '#server/imports/uploads.ts';

const input = z.object({
  batch: z.number().int(),
  task: z.enum(['preview', 'apply', 'undo']),
  actor: z.string(),
});
type Input = z.infer<typeof input>;

const ERASED_AGAIN_SECONDS = 30;

/** Where a batch goes back to when its task was refused. */
const backTo: Record<Input['task'], BatchState> = { preview: 'uploaded', apply: 'previewed', undo: 'applied' };

/** What the import page asks for. Tried again while another import is at work, and after an erasure; a second run of one that is done changes nothing. */
export const importJob = defineJob({
  name: 'import.run',
  input,
  retries: 20,
  expireSeconds: 3600,
  async run({ batch, task, actor: tag }) {
    try {
      const actor = await actorOfJob(tag);
      // With its reject file, so that none comes back that an erasure has looked for.
      const result = await whileNothingIsErased(() => runTask(actor, batch, task));
      if (result === null) return await comeAgain({ batch, task, actor: tag });
      // Only a place taken by another import says when to come again.
      if (!result.ok && result.retryAfterSeconds !== undefined) throw new Error(result.message);
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
      await stopBatch(batch, backTo[task], error.message);
    }
  },
});

/** An erasure may take an hour: the batch waits for it, with no try lost and none left for dead. */
async function comeAgain(again: Input): Promise<void> {
  await keepWaiting(again.batch);
  await enqueue(importJob, again, { afterSeconds: ERASED_AGAIN_SECONDS });
}

export type ImportTask = Input['task'];

/** Asks the worker for it, if the transaction of `client` commits; the page sees its progress in the batch. */
export async function askForTask(actor: Actor, batch: number, task: ImportTask, client: PoolClient): Promise<void> {
  requirePermission(actor, 'phonebook.import');
  await enqueue(importJob, { batch, task, actor: actorTag(actor) }, { transaction: client });
}

async function runTask(actor: Actor, batch: number, task: Input['task']): Promise<Result<unknown>> {
  if (task === 'undo') return undoImport(actor, batch);
  const work = await findWork(batch);
  // A job that comes late must not apply a preview that somebody made since.
  if (task === 'apply' && work?.state !== 'applying') return fail('conflict', `Import ${batch} is not being applied.`);
  const file = uploadFile(batch);
  const result = await runImport(actor, batch, {
    commit: task === 'apply',
    file,
    confirmMissing: work?.confirm_missing ?? null,
  });
  if (!result.ok || work === null) return result;
  rmSync(rejectFile(batch), { force: true });
  await writeRejectFile(actor, batch, { file, facts: work.file_facts }, rejectFile(batch));
  if (task === 'apply') rmSync(file, { force: true });
  return ok(null);
}
