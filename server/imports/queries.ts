import 'server-only';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { type ChangeKind, isAtWork } from '#lib/imports/batch.ts';
import { BATCHES_PER_PAGE, CHANGES_PER_PAGE } from '#lib/imports/params.ts';
import {
  type BatchLine,
  type BatchView,
  batchRow,
  type ChangeLine,
  changeRow,
  fullRow,
  type ProblemLine,
  problemRow,
} from '#lib/imports/views.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { sweepAbandoned } from '#server/imports/abandoned.ts';
import { rejectFile } from '#server/imports/uploads.ts';

/** Past and present imports, newest first. */
export async function findBatches(actor: Actor, page: number): Promise<{ rows: BatchLine[]; total: number }> {
  requirePermission(actor, 'phonebook.import');
  const rows = await prisma().$queryRaw`
    select b.id, b.file_name as "fileName", b.mode, b.state, b.counts, b.problem_count as problems, 0 as remarks,
           coalesce(u.name, b.created_by) as "createdBy", b.created_at as "createdAt", b.applied_at as "appliedAt",
           b.undone_at as "undoneAt", b.error
    from import_batches b left join users u on 'user:' || u.id = b.created_by
    where b.source = 'csv' and b.state <> 'discarded'
    order by b.id desc limit ${BATCHES_PER_PAGE} offset ${(page - 1) * BATCHES_PER_PAGE}`;
  const counted = await prisma().$queryRaw`
    select count(*)::integer as count from import_batches where source = 'csv' and state <> 'discarded'`;
  return { rows: z.array(batchRow).parse(rows), total: countRow.parse(counted)[0].count };
}

const SILENT_SECONDS = 15;

/** One import with everything its page shows but the rows; null when there is none. One cut off by a kill is found here. */
export async function getBatch(actor: Actor, batch: number): Promise<BatchView | null> {
  requirePermission(actor, 'phonebook.import');
  const found = await readBatch(batch);
  if (found === null) return null;
  const silent = isAtWork(found.state) && found.progress.step !== 'waiting' && found.silentSeconds > SILENT_SECONDS;
  const current = silent && (await sweepAbandoned()) ? await readBatch(batch) : found;
  return current && { ...current, hasRejectFile: existsSync(rejectFile(batch)) };
}

async function readBatch(batch: number) {
  const rows = await prisma().$queryRaw`
    select b.id, b.file_name as "fileName", b.mode, b.state, b.counts, b.problem_count as problems,
           (select count(*)::integer from import_problems p where p.batch = b.id and p.severity = 'remark') as remarks,
           coalesce(u.name, b.created_by) as "createdBy", b.created_at as "createdAt", b.applied_at as "appliedAt",
           b.undone_at as "undoneAt", b.error, b.mapping, b.file_facts as facts, b.progress, b.preview,
           extract(epoch from now() - b.touched_at)::float8 as "silentSeconds",
           (select o.counts || jsonb_build_object('batch', o.id) from import_batches o where o.undoes = b.id order by o.id desc limit 1) as undo
    from import_batches b left join users u on 'user:' || u.id = b.created_by
    where b.id = ${batch} and b.source = 'csv'`;
  return z.array(fullRow).parse(rows)[0] ?? null;
}

/** A page of what a batch did or would do, in the order of the file; deletions last. */
export async function findChanges(
  actor: Actor,
  batch: number,
  kind: ChangeKind | null,
  page: number,
): Promise<ChangeLine[]> {
  requirePermission(actor, 'phonebook.import');
  const rows = await prisma().$queryRaw`
    select c.id::text, c.row_number as row, c.kind, c.employee, c.employee_id as "employeeId", c.full_name as "fullName", c.changes
    from import_changes c where c.batch = ${batch} and (${kind}::text is null or c.kind = ${kind})
    order by c.id limit ${CHANGES_PER_PAGE} offset ${(page - 1) * CHANGES_PER_PAGE}`;
  return z.array(changeRow).parse(rows);
}

/** A page of a batch's errors, which reject their rows, and remarks, which do not. */
export async function findProblems(actor: Actor, batch: number, page: number): Promise<ProblemLine[]> {
  requirePermission(actor, 'phonebook.import');
  const rows = await prisma().$queryRaw`
    select p.id::text, p.severity, p.row_number as row, p.column_name as column, p.message, p.value
    from import_problems p where p.batch = ${batch}
    order by p.id limit ${CHANGES_PER_PAGE} offset ${(page - 1) * CHANGES_PER_PAGE}`;
  return z.array(problemRow).parse(rows);
}

const countRow = z.tuple([z.object({ count: z.number() })]);
