import 'server-only';
import { z } from 'zod';
import { isRegroupDue } from '#lib/questions/grouping/due.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import type { JobQueue } from '#server/core/jobs/define.ts';
import { enqueue } from '#server/core/jobs/queue.ts';
import { hasFailedWithin } from './note.ts';
import { readModels } from './regroup-read.ts';

const AFTER_FAILURE_SECONDS = 3_600;

/** Where re-clusters are asked for; apart from the code that makes them, which the web process never loads. */
export const regroupQueue: JobQueue<{ actor?: string | undefined }> = {
  name: 'questions.regroup',
  input: z.object({ actor: z.string().optional() }),
  cron: '43 2 * * *',
  exclusive: true,
  expireSeconds: 7_200,
  heartbeatSeconds: 30,
};

/**
 * Asks for a re-cluster where enough questions have come since the last one. One that failed is left alone for an hour: it takes
 * minutes of a core each time, and what it failed at seldom mends itself.
 */
export async function askRegroupIfDue(actor: Actor): Promise<void> {
  requirePermission(actor, 'questions.group');
  if (await hasFailedWithin(AFTER_FAILURE_SECONDS)) return;
  const models = await readModels();
  if (models.some(({ texts, grouped }) => isRegroupDue(texts, grouped))) await enqueue(regroupQueue, {});
}

/**
 * Asks for a re-cluster now.
 * @returns false when one waits or runs already
 */
export async function askRegroup(actor: Actor): Promise<boolean> {
  requirePermission(actor, 'questions.group');
  const job = await enqueue(regroupQueue, { actor: actorTag(actor) });
  if (job === null) return false;
  await inTransaction(actor, (tx) =>
    recordAudit(tx, actor, { action: 'questions.regroup', targetType: 'question_group', targetId: 'all' }),
  );
  return true;
}
