import 'server-only';
import { z } from 'zod';
import { isRegroupDue } from '#lib/questions/grouping/due.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission, systemActor } from '#server/core/auth/actor.ts';
import { actorOfJob } from '#server/core/auth/job-actor.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { defineJob } from '#server/core/jobs/define.ts';
import { enqueue } from '#server/core/jobs/queue.ts';
import { sharedEmbedder } from '#server/questions/embedding/shared.ts';
import { regroupQuestions } from './regroup.ts';
import { readModels } from './regroup-read.ts';
import { setSpelling } from './spelling-in-use.ts';

/** Groups all questions anew: every night, when enough new ones have come, or for whoever asked. */
export const regroupJob = defineJob({
  name: 'questions.regroup',
  input: z.object({ actor: z.string().optional() }),
  cron: '43 2 * * *',
  exclusive: true,
  expireSeconds: 7_200,
  heartbeatSeconds: 30,
  async run({ actor }, signal) {
    const asking = actor === undefined ? systemActor('worker') : await actorOfJob(actor);
    const regrouped = await regroupQuestions(asking, sharedEmbedder(), signal);
    if (regrouped !== null) setSpelling(regrouped.spelling);
  },
});

/** Asks for a re-cluster where enough questions have come since the last one. */
export async function askRegroupIfDue(actor: Actor): Promise<void> {
  requirePermission(actor, 'questions.group');
  const models = await readModels();
  if (models.some(({ texts, grouped }) => isRegroupDue(texts, grouped))) await enqueue(regroupJob, {});
}

/**
 * Asks for a re-cluster now.
 * @returns false when one waits or runs already
 */
export async function askRegroup(actor: Actor): Promise<boolean> {
  requirePermission(actor, 'questions.group');
  const job = await enqueue(regroupJob, { actor: actorTag(actor) });
  if (job === null) return false;
  await inTransaction(actor, (tx) =>
    recordAudit(tx, actor, { action: 'questions.regroup', targetType: 'question_group', targetId: 'all' }),
  );
  return true;
}
