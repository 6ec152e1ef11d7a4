import 'server-only';
import { z } from 'zod';
import type { SeenGroup } from '#lib/questions/rulings/input.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { PLACING_TIMEOUT_MS } from '#server/questions/grouper/locks.ts';

const groupRow = z.object({
  id: z.number().int(),
  kind: z.enum(['question', 'not_question', 'pending', 'greeting', 'thanks', 'follow_up']),
  name: z.string().nullable(),
  pinned: z.boolean(),
  version: z.int(),
  mergedInto: z.number().int().nullable(),
  /** How often all of its texts were asked. */
  asked: z.number(),
});
export type LockedGroup = z.infer<typeof groupRow>;

/** One transaction in which no text changes its group but by `work`: it holds the lock of the folding and the placing. */
export function deciding<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> {
  requirePermission(actor, 'questions.group');
  return inTransaction(
    actor,
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'))::text as held`;
      return work(tx);
    },
    { timeoutMs: PLACING_TIMEOUT_MS },
  );
}

/** The groups, in the order asked for, held until the end; refused when one has changed since it was seen. */
export async function lockGroups(tx: Transaction, seen: readonly SeenGroup[]): Promise<Result<LockedGroup[]>> {
  const rows = await tx.$queryRaw`
    select g.id::float8 as id, g.kind, g.name, g.pinned, g.version, g.merged_into::float8 as "mergedInto",
           (select coalesce(sum(q.asked), 0)::float8 from question_texts q where q.group_id = g.id) as asked
    from question_groups g where g.id = any(${seen.map(({ id }) => id)}::bigint[]) order by g.id for update of g`;
  const groups = new Map(
    z
      .array(groupRow)
      .parse(rows)
      .map((group) => [group.id, group]),
  );
  const found: LockedGroup[] = [];
  for (const { id, version } of seen) {
    const group = groups.get(id);
    if (group === undefined || group.kind === 'pending') return fail('not_found', 'This group is not there.');
    if (group.mergedInto !== null)
      return fail('conflict', 'This group has gone into another one since you looked. Look at the list again.');
    if (group.version !== version)
      return fail('conflict', 'Somebody changed this group since you looked at it. Look again, then decide.');
    found.push(group);
  }
  return ok(found);
}

/** Refuses what is no group of questions: greetings and the like are told by rules. */
export function refuseSmallTalk(groups: readonly LockedGroup[]): Result<null> {
  if (groups.every(({ id }) => id > 0)) return ok(null);
  return fail('invalid', 'Greetings, thanks and follow-ups are no group of questions. Take single texts out of them.');
}
