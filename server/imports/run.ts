import 'server-only';
import type { PoolClient } from 'pg';
import { formatCount } from '#lib/count.ts';
import type { BatchState, ImportCounts, ImportProgress } from '#lib/imports/batch.ts';
import { mappingFault, writtenFields } from '#lib/imports/fields.ts';
import { fuseTrips } from '#lib/imports/fuse.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { log } from '#server/core/log.ts';
import { countLive, deleteMissing, findScope, writeRows } from '#server/imports/apply.ts';
import {
  type BatchWork,
  failAbandoned,
  findWork,
  finishBatch,
  moveBatch,
  stopBatch,
  takeImportLock,
} from '#server/imports/batch-state.ts';
import { ImportFileError } from '#server/imports/import-file-error.ts';
import { hasRows, matchRows, matchSteps, refuseNamelessRows } from '#server/imports/match.ts';
import { type ProgressReporter, progressOf } from '#server/imports/progress.ts';
import { carryReportOut, storeReport } from '#server/imports/report.ts';
import { withSession } from '#server/imports/session.ts';
import { stageRows } from '#server/imports/stage.ts';

/** Rows from which an import changes what the planner should know. */
const MANY = 500;

/** What other areas remember about entries: the tags of `server/phonebook`. */
export const PHONEBOOK_TAGS = ['phonebook', 'phonebook.figures'];

export type RunOptions = {
  /** False: the same statements in the same transaction, which is then rolled back. */
  commit: boolean;
  /** The CSV file. */
  file: string;
  /** The exact number of missing entries that somebody has confirmed, when the fuse trips. */
  confirmMissing?: number | null;
  onProgress?: (progress: ImportProgress) => void;
};

const startable: Record<'preview' | 'apply', BatchState[]> = {
  preview: ['uploaded', 'previewed', 'failed', 'previewing'],
  apply: ['uploaded', 'previewed', 'applying'],
};

/**
 * Previews or applies one import. Both are the same transaction: a preview reads what the history triggers wrote in it,
 * rolls it back and stores that as the difference to come.
 * @returns the counts; a failure when another import is at work, the file or mapping cannot be used, or the fuse trips
 */
export async function runImport(actor: Actor, batch: number, options: RunOptions): Promise<Result<ImportCounts>> {
  requirePermission(actor, 'phonebook.import');
  const work = await findWork(batch);
  if (work === null) return fail('not_found', `There is no import ${batch}.`);
  const fault = mappingFault(work.mapping);
  if (fault !== null) return fail('invalid', fault);

  return withSession(async (client) => {
    await begin(client, actor, batch);
    if (!(await takeImportLock(client)))
      return fail('conflict', 'Another import is at work. Start this one when it has ended.', { retryAfterSeconds: 5 });
    await failAbandoned(batch);
    const atWork = options.commit ? 'applying' : 'previewing';
    if (!(await moveBatch(batch, startable[options.commit ? 'apply' : 'preview'], atWork)))
      return fail(
        'conflict',
        `Import ${batch} is ${work.state}, so it cannot be ${options.commit ? 'applied' : 'previewed'}.`,
      );
    return attempt(client, actor, batch, work, options);
  });
}

/** One attempt in an open transaction. A file error ends it with a sentence; anything unexpected is marked and thrown. */
async function attempt(client: PoolClient, actor: Actor, batch: number, work: BatchWork, options: RunOptions) {
  const progress = progressOf(batch, options.onProgress);
  const before: BatchState = work.state === 'previewed' || work.state === 'applying' ? 'previewed' : 'uploaded';
  try {
    const counts = await write(client, work, options.file, progress);
    await progress.stop();
    if (!options.commit) {
      const fields = writtenFields(work.mapping);
      const rollBack = async () => void (await client.query('rollback'));
      await carryReportOut(client, batch, fields, rollBack, (other) => finishBatch(other, batch, 'previewed', counts));
      return ok(counts);
    }
    if (counts.fuse && options.confirmMissing !== counts.deleted) {
      await client.query('rollback');
      await stopBatch(batch, before, fuseSentence(counts));
      return fail('conflict', fuseSentence(counts));
    }
    await storeReport(client, batch, writtenFields(work.mapping));
    await finishBatch(client, batch, 'applied', counts);
    await recordAuditOn(client, actor, {
      action: 'import.apply',
      targetType: 'import',
      targetId: batch,
      details: auditCounts(counts),
    });
    await client.query('commit');
    await cache().forget(PHONEBOOK_TAGS);
    await refreshStatistics(client, counts);
    log.info({ event: 'import.applied', batch, read: counts.read });
    return ok(counts);
  } catch (error) {
    await progress.stop();
    await client.query('rollback').catch(() => undefined);
    const expected = error instanceof ImportFileError;
    await stopBatch(
      batch,
      'failed',
      expected ? error.message : 'Something unexpected stopped this import. Nothing was changed.',
    );
    if (expected) return fail('invalid', error.message);
    throw error;
  }
}

/** Until the planner knows of many new rows, searches take ten times as long; autovacuum would come a minute later. */
async function refreshStatistics(client: PoolClient, { created, updated }: ImportCounts): Promise<void> {
  if (created + updated < MANY) return;
  try {
    await client.query('analyze employees, search.employee_documents, search.employee_numbers, search.vocabulary');
  } catch (error) {
    log.warn({ event: 'import.not_analysed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** Reads, matches and writes; whether it stays is the caller's. */
async function write(
  client: PoolClient,
  work: BatchWork,
  file: string,
  progress: ProgressReporter,
): Promise<ImportCounts> {
  const fields = writtenFields(work.mapping);
  const staged = await stageRows(client, { file, facts: work.file_facts, mapping: work.mapping }, (read) =>
    progress.report({ step: 'reading', read, written: 0 }),
  );
  const scope = await findScope(client, fields);
  const live = await countLive(client, scope);
  const written = { created: 0, changed: 0 };
  for (const step of matchSteps) {
    if (!(await hasRows(client, step))) continue;
    progress.report({ step: 'matching', read: staged.read, written: 0 });
    await matchRows(client, step, fields);
    await refuseNamelessRows(client, step);
    const one = await writeRows(client, step, fields, staged.lastRow, (row) =>
      progress.report({ step: 'writing', read: staged.read, written: Math.min(staged.read, row) }),
    );
    written.created += one.created;
    written.changed += one.changed;
  }
  const deleted = work.mode === 'whole_directory' ? await deleteMissing(client, scope) : 0;
  progress.report({ step: 'recording', read: staged.read, written: staged.read });
  const { restored, rejected } = await countOutcome(client, written.created + written.changed + deleted);
  return {
    read: staged.read,
    created: written.created,
    updated: written.changed - restored,
    unchanged: staged.read - rejected - written.created - written.changed,
    deleted,
    restored,
    rejected,
    mended: staged.mended,
    live,
    fuse: fuseTrips(deleted, live),
  };
}

/** @throws Error when the history lacks a change: an import without its history could not be taken back. */
async function countOutcome(client: PoolClient, expected: number): Promise<{ restored: number; rejected: number }> {
  const result = await client.query<{ revisions: number; restored: number; rejected: number }>(
    `select count(*)::integer as revisions, (count(*) filter (where operation = 'restored'))::integer as restored,
            (select count(*)::integer from staged_rows where problems is not null) as rejected
     from employee_revisions where batch = acting_batch()`,
  );
  const row = result.rows[0];
  if (row === undefined || row.revisions !== expected)
    throw new Error(`The history has ${row?.revisions ?? 0} of ${expected} changes of this import.`);
  return row;
}

/**
 * Begins a transaction whose history names the actor and the batch. Nested loops are off: statistics lag behind what the
 * transaction itself writes, and one wrong guess costs minutes. Reading ahead is off too: Postgres 18 else runs out of
 * buffers for the temporary table ("no empty local buffer available").
 */
export async function begin(client: PoolClient, actor: Actor, batch: number): Promise<void> {
  await client.query('begin');
  await client.query(
    `select set_config('switchboard.actor', $1, true), set_config('switchboard.batch', $2, true),
            set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
            set_config('lock_timeout', '10s', true), set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
            set_config('enable_nestloop', 'off', true), set_config('effective_io_concurrency', '0', true)`,
    [actorTag(actor), String(batch)],
  );
}

/** Why the import stopped, and the number that lets it go on. */
export function fuseSentence({ deleted, live }: Pick<ImportCounts, 'deleted' | 'live'>): string {
  const share = live === 0 ? 100 : Math.round((deleted / live) * 1000) / 10;
  return `${formatCount(deleted)} of ${formatCount(live)} entries (${share} %) are missing from this file and would be deleted. Nothing was changed. Confirm the number ${deleted} if that is right.`;
}

function auditCounts(counts: ImportCounts) {
  const { read, created, updated, deleted, restored, rejected } = counts;
  return { read, created, updated, deleted, restored, rejected };
}
