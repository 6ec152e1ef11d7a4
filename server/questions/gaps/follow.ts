import 'server-only';
import { z } from 'zod';
import type { Transaction } from '#server/core/db/transaction.ts';
import { createGapEvent } from './events.ts';

const BY = 'system:worker';
const LONGEST_WAY = 50;
const moves = z.array(z.object({ gap: z.string(), target: z.string() }));

/** Gaps of groups that were merged or dissolved go where their group went. */
export async function followMerges(tx: Transaction): Promise<void> {
  const rows = await tx.$queryRaw`
    with recursive way as (
      select p.id as gap, g.merged_into as target, 1 as step from question_gaps p join question_groups g on g.id = p.group_id
      where p.joined_into is null and g.merged_into is not null
      union all
      select w.gap, g.merged_into, w.step + 1 from way w join question_groups g on g.id = w.target where g.merged_into is not null and w.step < ${LONGEST_WAY}
    )
    select distinct on (gap) gap::text as gap, target::text as target from way order by gap, step desc`;
  for (const { gap, target } of moves.parse(rows)) await moveGap(tx, gap, target);
}

/** The gap of a group that was split goes with most of its failures, told by the texts that failed most when it was last looked at. */
export async function followSplits(tx: Transaction, groups: readonly string[]): Promise<void> {
  const rows = await tx.$queryRaw`
    select p.id::text as gap, t.group_id::text as target from question_gaps p cross join lateral (
      select q.group_id from question_texts q where q.id = any(p.failing_texts) group by q.group_id
      order by sum(q.unanswered) desc, (q.group_id = p.group_id) desc limit 1) t
    join question_groups g on g.id = t.group_id and g.kind = 'question' and g.merged_into is null
    where p.group_id = any(${groups}::bigint[]) and p.joined_into is null and t.group_id <> p.group_id and t.group_id > 0 order by p.id`;
  for (const { gap, target } of moves.parse(rows)) await moveGap(tx, gap, target);
}

/**
 * Gives a group that stands by itself again the gap it once had: one that joined another's, or one that followed it and is
 * now without failures. False when there is none.
 */
export async function reviveGap(tx: Transaction, groupId: string): Promise<boolean> {
  const rows = await tx.$queryRaw`
    update question_gaps set group_id = ${groupId}::bigint, joined_into = null, gone_at = null, version = version + 1
    where id = (select id from question_gaps where home_group_id = ${groupId}::bigint and (joined_into is not null or gone_at is not null)
                order by joined_into is null, id limit 1)
    returning id::text as id`;
  const id = z.array(z.object({ id: z.string() })).parse(rows)[0]?.id;
  if (id !== undefined) await createGapEvent(tx, BY, id, 'parted', { group: groupId });
  return id !== undefined;
}

/**
 * To a group without a gap it moves; of two the one that is more in work stays and takes over what the other holds. An open
 * one stays before a closed one, which did not close its matter; of two closed ones that closed last.
 */
async function moveGap(tx: Transaction, gap: string, target: string): Promise<void> {
  const rows = await tx.$queryRaw`
    select id::text as id, group_id::text as group from question_gaps
    where joined_into is null and (id = ${gap}::bigint or group_id = ${target}::bigint)
    order by gone_at is not null, closed is null desc, btrim(draft) <> '' desc, assignee is not null desc, closed_at desc nulls last, id for update`;
  const [stays, joins] = z.array(z.object({ id: z.string(), group: z.string() })).parse(rows);
  if (stays === undefined) return;
  if (joins !== undefined) {
    await tx.$executeRaw`update question_gaps set joined_into = ${stays.id}::bigint, version = version + 1 where id = ${joins.id}::bigint`;
    await createGapEvent(tx, BY, joins.id, 'joined', { gap: stays.id });
  }
  await tx.$executeRaw`update question_gaps set group_id = ${target}::bigint, version = version + 1 where id = ${stays.id}::bigint`;
  if (joins === undefined) await createGapEvent(tx, BY, stays.id, 'followed', { from: stays.group, to: target });
  else await takeOver(tx, stays.id, joins.id);
}

async function takeOver(tx: Transaction, stays: string, joins: string): Promise<void> {
  await tx.$executeRaw`
    update question_gaps s set assignee = coalesce(s.assignee, j.assignee), due_on = least(s.due_on, j.due_on),
      draft = case when btrim(s.draft) = '' then j.draft else s.draft end, draft_by = case when btrim(s.draft) = '' then j.draft_by else s.draft_by end,
      draft_at = case when btrim(s.draft) = '' then j.draft_at else s.draft_at end,
      note = concat_ws(E'\\n\\n', nullif(s.note, ''), nullif(j.note, '')), fixed_at = greatest(s.fixed_at, j.fixed_at),
      first_failed_at = least(s.first_failed_at, j.first_failed_at)
    from question_gaps j where s.id = ${stays}::bigint and j.id = ${joins}::bigint`;
  await createGapEvent(tx, BY, stays, 'joined', { gap: joins });
}
