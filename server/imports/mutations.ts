import 'server-only';
import { rmSync } from 'node:fs';
import type { FileFacts, ImportMode } from '#lib/imports/batch.ts';
import { type Mapping, mappingFault } from '#lib/imports/fields.ts';
import { guessMapping } from '#lib/imports/guess.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ImportFileError } from '#server/imports/import-file-error.ts';
import { inspectFile } from '#server/imports/inspect-file.ts';
import { rejectFile, uploadFile } from '#server/imports/uploads.ts';

export type NewBatch = { file: string; fileName: string; mode?: ImportMode };

/** Looks at a file and makes the batch that will import it, with a guessed mapping. */
export async function createBatch(
  actor: Actor,
  { file, fileName, mode = 'update' }: NewBatch,
): Promise<Result<{ batch: number; facts: FileFacts; mapping: Mapping }>> {
  requirePermission(actor, 'phonebook.import');
  try {
    const { facts, hash, bytes } = await inspectFile(file);
    const mapping = guessMapping(facts.header, facts.samples);
    const result = await mainPool().query<{ id: number }>(
      `insert into import_batches (source, file_name, file_hash, file_bytes, file_facts, mapping, mode, created_by)
       values ('csv', $1, $2, $3, $4, $5, $6, $7) returning id`,
      [fileName, hash, bytes, JSON.stringify(facts), JSON.stringify(mapping), mode, actorTag(actor)],
    );
    const batch = result.rows[0]?.id;
    if (batch === undefined) throw new Error('The import got no number.');
    return ok({ batch, facts, mapping });
  } catch (error) {
    if (error instanceof ImportFileError) return fail('invalid', error.message);
    throw error;
  }
}

/** Sets mapping and mode of a batch that is not applied yet; an older preview no longer counts. */
export async function updatePlan(
  actor: Actor,
  batch: number,
  plan: { mapping: Mapping; mode: ImportMode },
): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  const fault = mappingFault(plan.mapping);
  if (fault !== null) return fail('invalid', fault);
  const result = await mainPool().query(
    `update import_batches set mapping = $2, mode = $3, state = 'uploaded', counts = '{}', problem_count = 0, error = null, touched_at = now()
     where id = $1 and state in ('uploaded', 'previewed', 'failed') and jsonb_array_length(mapping) = $4`,
    [batch, JSON.stringify(plan.mapping), plan.mode, plan.mapping.length],
  );
  return result.rowCount === 1 ? ok(null) : fail('conflict', `Import ${batch} can no longer be changed.`);
}

/** Gives up a batch that was never applied and removes its file. */
export async function discardBatch(actor: Actor, batch: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.import');
  const result = await mainPool().query(
    `update import_batches set state = 'discarded', touched_at = now() where id = $1 and state in ('uploaded', 'previewed', 'failed')`,
    [batch],
  );
  if (result.rowCount !== 1) return fail('conflict', `Import ${batch} can no longer be discarded.`);
  await mainPool().query('delete from import_changes where batch = $1', [batch]);
  await mainPool().query('delete from import_problems where batch = $1', [batch]);
  rmSync(uploadFile(batch), { force: true });
  rmSync(rejectFile(batch), { force: true });
  return ok(null);
}

/** Removes every trace of a batch that was not applied, as a dry run of the command line wants it. */
export async function forgetBatch(actor: Actor, batch: number): Promise<void> {
  requirePermission(actor, 'phonebook.import');
  await mainPool().query("delete from import_batches where id = $1 and applied_at is null and state <> 'applying'", [
    batch,
  ]);
}
