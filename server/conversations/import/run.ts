import 'server-only';
import type { PoolClient } from 'pg';
import type { ImportCounts } from '#lib/imports/batch.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import {
  countsOf,
  finishBatch,
  getPlace,
  hashFile,
  type ImportedFile,
  startBatch,
  startDryRun,
} from '#server/conversations/import/batch.ts';
import { checkChunk, prepareChecks } from '#server/conversations/import/check-chunk.ts';
import { linesOf, type Reading, readChunks } from '#server/conversations/import/chunks.ts';
import { writeTurnRejects } from '#server/conversations/import/reject-file.ts';
import { AnotherRunError, storeChunk, storeProblems } from '#server/conversations/import/store-chunk.ts';
import { boundsAt } from '#server/conversations/ingest/rules.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { BEING_ERASED, whileNothingIsErased } from '#server/core/erasure/import-gate.ts';
import { getSettings } from '#server/core/settings/settings.ts';

/** Chunks after which what waits is folded: no worker may be there to do it. */
const FOLD_EVERY = 20;
/** Turns from which an import changes what the planner should know. */
const MANY = 50_000;

export type TurnImport = {
  file: string;
  fileName: string;
  /** False: read and compare everything, store nothing. */
  commit: boolean;
  onProgress?: (progress: TurnImportProgress) => void;
  /** Where the rejected lines of a batch are written, readable by us alone; its folder is there. Absent: nowhere. */
  rejects?: (batch: number) => string;
};
/** Bytes of the file that are done, out of all. */
export type TurnImportProgress = { step: 'hashing' | 'reading'; bytes: number; of: number; lines: number };
type Done = { batch: number; counts: ImportCounts };
/** `rejected` is the file of the rejected lines, null where there is none. */
export type TurnImportOutcome = Done & { rejected: string | null };

/**
 * Imports turns, one JSON object a line, by the rules of POST /api/conversations. Each chunk stands by itself, with the
 * place in the file: a run that was cut off goes on where it was when the same file is imported again, and a turn that is
 * stored already is left as it is. Nothing is erased until the rejected lines are written, too, so that an import brings back
 * nothing that an erasure has passed.
 * @returns the batch with its counts over all runs. That of a dry run holds the problems only; `forgetDryRun` removes it. A
 * failure when another run imports the same file or an erasure is at work.
 */
export async function importTurns(actor: Actor, options: TurnImport): Promise<Result<TurnImportOutcome>> {
  requirePermission(actor, 'conversations.import');
  const outcome = await whileNothingIsErased(() => importAndReject(actor, options));
  return outcome ?? fail('conflict', BEING_ERASED);
}

/** Removes what a dry run has left behind to be told. */
export async function forgetDryRun(actor: Actor, batch: number): Promise<void> {
  requirePermission(actor, 'conversations.import');
  await mainPool().query(`delete from import_batches where id = $1 and source = 'jsonl' and state = 'previewing'`, [
    batch,
  ]);
}

async function importAndReject(actor: Actor, options: TurnImport): Promise<Result<TurnImportOutcome>> {
  const done = await importFile(actor, options);
  if (!done.ok) return done;
  const { batch } = done.value;
  const target = options.rejects?.(batch);
  const isWritten = target !== undefined && (await writeTurnRejects(actor, batch, options.file, target));
  return ok({ ...done.value, rejected: isWritten ? target : null });
}

async function importFile(actor: Actor, options: TurnImport): Promise<Result<Done>> {
  const { file, fileName } = options;
  const hashed = await hashFile(file, (bytes) => options.onProgress?.({ step: 'hashing', bytes, of: bytes, lines: 0 }));
  const settings = await getSettings();
  const reading = { file, fileHash: hashed.hash, settings, bounds: boundsAt(Date.now(), settings) };
  const client = await mainPool().connect();
  try {
    await client.query(`set statement_timeout = '10min'; set idle_in_transaction_session_timeout = 0; set jit = off`);
    const run = options.commit ? applyFile : checkFile;
    return await run(client, actor, { fileName, ...hashed }, reading, options);
  } finally {
    client.release(true);
  }
}

async function applyFile(
  client: PoolClient,
  actor: Actor,
  file: ImportedFile,
  reading: Reading,
  { onProgress }: TurnImport,
): Promise<Result<Done>> {
  const batch = await startBatch(client, actor, file);
  try {
    let chunks = 0;
    let lines = 0;
    for await (const chunk of readChunks(reading, await getPlace(client, batch))) {
      await storeChunk(client, batch, chunk);
      chunks += 1;
      lines += linesOf(chunk);
      if (chunks % FOLD_EVERY === 0) await client.query('select conversations_compact()');
      onProgress?.({ step: 'reading', bytes: chunk.endByte, of: file.bytes, lines });
    }
    const counts = await finish(client, actor, batch);
    return ok({ batch, counts });
  } catch (error) {
    if (error instanceof AnotherRunError)
      return fail('conflict', `Import ${batch} of this file is at work elsewhere. Look again when it has ended.`);
    await client.query('rollback').catch(() => undefined);
    await mainPool()
      .query(
        `update import_batches set state = 'failed', touched_at = now(),
         error = 'Something unexpected stopped this import. Import the same file again to go on, or take it back.'
         where id = $1 and state = 'applying'`,
        [batch],
      )
      .catch(() => undefined);
    throw error;
  }
}

async function finish(client: PoolClient, actor: Actor, batch: number): Promise<ImportCounts> {
  await client.query('begin');
  const counts = await finishBatch(client, batch);
  await recordAuditOn(client, actor, {
    action: 'conversations.import',
    targetType: 'import',
    targetId: batch,
    details: { read: counts.read, created: counts.created, unchanged: counts.unchanged, rejected: counts.rejected },
  });
  await client.query('commit');
  await client.query('select conversations_compact()');
  if (counts.created >= MANY) await client.query('analyze conversations, conversation_states, conversation_sessions');
  return counts;
}

async function checkFile(
  client: PoolClient,
  actor: Actor,
  file: ImportedFile,
  reading: Reading,
  { onProgress }: TurnImport,
): Promise<Result<Done>> {
  const batch = await startDryRun(mainPool(), actor, file);
  const sums = { read: 0, stored: 0, unchanged: 0, rejected: 0, mended: 0 };
  await client.query('begin');
  await prepareChecks(client);
  for await (const chunk of readChunks(reading, { byte: 0, line: 0 })) {
    const { stored, mended } = await checkChunk(client, batch, chunk);
    await storeProblems(mainPool(), batch, chunk.problems);
    sums.read += linesOf(chunk);
    sums.stored += stored;
    sums.unchanged += chunk.rows.length - stored;
    sums.rejected += chunk.problems.length;
    sums.mended += mended;
    onProgress?.({ step: 'reading', bytes: chunk.endByte, of: file.bytes, lines: sums.read });
  }
  await client.query('rollback');
  return ok({ batch, counts: countsOf(sums) });
}
