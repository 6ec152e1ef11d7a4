import type { ImportCounts, ImportMode } from '#lib/imports/batch.ts';
import { createBatch } from '#server/imports/mutations.ts';
import { runImport } from '#server/imports/run.ts';
import { userActor } from '#test/actors.ts';

/** Imports a CSV with its guessed mapping, as an admin, and returns the counts. */
export async function importFile(file: string, mode: ImportMode = 'update'): Promise<ImportCounts> {
  const admin = userActor('admin');
  const made = await createBatch(admin, { file, fileName: 'file.csv', mode });
  if (!made.ok) throw new Error(made.message);
  const result = await runImport(admin, made.value.batch, { commit: true, file });
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
