import 'server-only';
import { fail, ok, type Result } from '#lib/result.ts';
import { retentionQueue } from '#server/conversations/retention/job.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { enqueue } from '#server/core/jobs/queue.ts';

/** Asks the worker to drop the months past their time now rather than tonight. */
export async function requestRetention(actor: Actor): Promise<Result<null>> {
  requirePermission(actor, 'privacy.erase');
  const job = await enqueue(retentionQueue, { actor: actorTag(actor) });
  return job === null ? fail('conflict', 'The worker is at it already.') : ok(null);
}
