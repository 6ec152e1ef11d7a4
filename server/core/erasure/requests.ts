import 'server-only';
import { z } from 'zod';
import type { Subject } from '#lib/erasure/subject.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { erasureJob } from '#server/core/erasure/job.ts';
import { inOwnTransaction } from '#server/core/erasure/session.ts';
import { hashOfSubject, subjectHash } from '#server/core/erasure/subject-hash.ts';
import { enqueue } from '#server/core/jobs/queue.ts';

const idRow = z.tuple([z.object({ id: z.int() })]);

/** Asks the worker what every store holds of a subject. */
export async function createErasure(actor: Actor, subject: Subject): Promise<Result<{ id: number }>> {
  requirePermission(actor, 'privacy.preview');
  const hash = hashOfSubject(subject);
  const id = await inOwnTransaction(actorTag(actor), async (client) => {
    const { rows } = await client.query(
      'insert into erasures (kind, value, value_hash, asked_by) values ($1, $2, $3, $4) returning id',
      [subject.kind, subject.value, hash, actorTag(actor)],
    );
    const [made] = idRow.parse(rows);
    const details = { kind: subject.kind, value_hash: hash };
    await recordAuditOn(client, actor, {
      action: 'erasure.preview',
      targetType: 'erasure',
      targetId: made.id,
      details,
    });
    await enqueue(erasureJob, { erasure: made.id, actor: actorTag(actor) }, { transaction: client });
    return made.id;
  });
  return ok({ id });
}

/** Erases what the preview showed, and what has come since; or goes on with one that was stopped. */
export async function confirmErasure(actor: Actor, id: number): Promise<Result<null>> {
  requirePermission(actor, 'privacy.erase');
  return inOwnTransaction(actorTag(actor), async (client) => {
    const { rows, rowCount } = await client.query(
      `update erasures set state = 'erasing', asked_by = $2, error = null, progress = '{}', touched_at = now() where id = $1 and (state = 'previewed' and error is null or state = 'failed') returning kind`,
      [id, actorTag(actor)],
    );
    if (rowCount !== 1) return fail('conflict', 'This erasure has moved on meanwhile. Look at it again.');
    const [{ kind }] = z.tuple([z.object({ kind: z.string() })]).parse(rows);
    const details = { kind, value_hash: await subjectHash(client, id) };
    await recordAuditOn(client, actor, { action: 'erasure.start', targetType: 'erasure', targetId: id, details });
    await enqueue(erasureJob, { erasure: id, actor: actorTag(actor) }, { transaction: client });
    return ok(null);
  });
}

/** Gives up an erasure that has not begun or was stopped. What was looked for is forgotten. */
export async function discardErasure(actor: Actor, id: number): Promise<Result<null>> {
  requirePermission(actor, 'privacy.preview');
  return inOwnTransaction(actorTag(actor), async (client) => {
    const { rowCount } = await client.query(
      `update erasures set state = 'discarded', value = null, found = '[]', place = '{}', touched_at = now()
       where id = $1 and state in ('previewing', 'previewed', 'failed')`,
      [id],
    );
    return rowCount === 1 ? ok(null) : fail('conflict', 'This erasure can no longer be given up.');
  });
}
