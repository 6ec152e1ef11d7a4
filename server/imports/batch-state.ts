import 'server-only';
import type { ClientBase } from 'pg';
import { z } from 'zod';
import {
  type BatchState,
  fileFactsSchema,
  type ImportCounts,
  type ImportProgress,
  importModes,
  mappingSchema,
} from '#lib/imports/batch.ts';
import { mainPool } from '#server/core/db/pool.ts';

/** Any number, the same for all: held by whichever import is at work, until its transaction ends. */
const IMPORT_LOCK = 721_004_117;

type Client = Pick<ClientBase, 'query'>;

/** Takes the one place for imports in the caller's transaction; false when another import has it. */
export async function takeImportLock(client: Client): Promise<boolean> {
  const result = await client.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [IMPORT_LOCK]);
  return result.rows[0]?.taken === true;
}

const work = z.object({
  state: z.string(),
  source: z.string(),
  mode: z.enum(importModes),
  mapping: mappingSchema,
  file_facts: fileFactsSchema,
  confirm_missing: z.number().nullable(),
});
export type BatchWork = z.infer<typeof work>;

/** What a run needs to know of its batch; null when there is no such import. */
export async function findWork(batch: number): Promise<BatchWork | null> {
  const result = await mainPool().query(
    `select state, source, mode, mapping, file_facts, confirm_missing from import_batches where id = $1 and source = 'csv'`,
    [batch],
  );
  return result.rows[0] === undefined ? null : work.parse(result.rows[0]);
}

/** Moves a batch to `to` when it is in one of `from`, in a transaction of its own; false when it is not. */
export async function moveBatch(batch: number, from: readonly BatchState[], to: BatchState): Promise<boolean> {
  const result = await mainPool().query(
    `update import_batches set state = $3, error = null, progress = '{}', touched_at = now() where id = $1 and state = any($2)`,
    [batch, from, to],
  );
  return result.rowCount === 1;
}

/** Puts a batch back or marks it failed, with the sentence that its page shows. */
export async function stopBatch(batch: number, to: BatchState, error: string | null): Promise<void> {
  await mainPool().query('update import_batches set state = $2, error = $3, touched_at = now() where id = $1', [
    batch,
    to,
    error,
  ]);
}

export async function reportProgress(batch: number, progress: ImportProgress): Promise<void> {
  await mainPool().query('update import_batches set progress = $2, touched_at = now() where id = $1', [
    batch,
    JSON.stringify(progress),
  ]);
}

/** Says of a batch that waits that it still does. */
export async function keepWaiting(batch: number): Promise<void> {
  await mainPool().query(
    `update import_batches set progress = '{"step": "waiting"}', touched_at = now() where id = $1 and state in ('previewing', 'applying', 'undoing')`,
    [batch],
  );
}

/** Ends a preview or an import in the transaction that stores its report. */
export async function finishBatch(
  client: Client,
  batch: number,
  state: 'previewed' | 'applied',
  counts: ImportCounts,
): Promise<void> {
  await client.query(
    `update import_batches set state = $2, counts = $3, error = null, touched_at = now(),
       preview = preview + case when $2 = 'previewed' then 1 else 0 end,
       problem_count = (select count(*) from import_problems p where p.batch = $1 and p.severity = 'error'),
       applied_at = case when $2 = 'applied' then now() end
     where id = $1`,
    [batch, state, JSON.stringify(counts)],
  );
}

/**
 * Finds batches left at work by a kill: whoever holds the import lock knows that no other one is alive. Their
 * transactions are gone, so nothing of them is half-done.
 */
export async function failAbandoned(keep: number | null): Promise<void> {
  await mainPool().query(
    `update import_batches set touched_at = now(),
       state = case when state = 'undoing' then 'applied' else 'failed' end,
       error = case when state = 'undoing' then 'The undo was cut off. Nothing of it was done.'
                    else 'This import was cut off before it ended. Nothing of it was done.' end
     where source = 'csv' and state in ('previewing', 'applying', 'undoing') and id is distinct from $1
       and not (progress->>'step' = 'waiting' and touched_at > now() - interval '1 hour')`,
    [keep],
  );
}
