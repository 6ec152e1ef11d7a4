import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { createGapEvent } from './events.ts';
import { giveBack, takeOver } from './take-over.ts';

const BY = 'system:worker';
const LONGEST_WAY = 50;
const moves = z.array(z.object({ gap: z.string(), target: z.string() }));

/**
 * Every gap stands in the group that its home leads to: it follows a group that is merged or dissolved, and comes home when
 * that is taken back, whatever was asked meanwhile where it stood. One that joined another parts from it as soon as none
 * stands there.
 */
export async function followMerges(tx: Transaction): Promise<void> {
  const rows = await tx.$queryRaw`
    with led as (${led})
    select l.gap::text as gap, l.target::text as target from led l join question_gaps p on p.id = l.gap join question_groups g on g.id = l.target
    where p.joined_into is null and p.group_id <> l.target order by l.gap`;
  for (const { gap, target } of moves.parse(rows)) await moveGap(tx, gap, target);
  for (const { gap, target } of await findParting(tx)) await partGap(tx, gap, target);
}

/**
 * The gap of a group that was split goes with most of its failures, told by the texts that failed most when it was last looked
 * at. It is at home there from then on; where it joins another, its home stays, to which it comes back with these texts.
 */
export async function followSplits(tx: Transaction, groups: readonly string[]): Promise<void> {
  const rows = await tx.$queryRaw`
    select p.id::text as gap, t.group_id::text as target from question_gaps p cross join lateral (${failsMostIn(Prisma.sql`p.group_id`)}) t
    join question_groups g on g.id = t.group_id and g.kind = 'question' and g.merged_into is null
    where p.group_id = any(${groups}::bigint[]) and p.joined_into is null and t.group_id <> p.group_id and t.group_id > 0 order by p.id`;
  for (const { gap, target } of moves.parse(rows)) {
    await moveGap(tx, gap, target);
    await leaveTexts(tx, Prisma.sql`${gap}::bigint`, Prisma.sql`${target}::bigint`);
    await tx.$executeRaw`update question_gaps set home_group_id = group_id where id = ${gap}::bigint and joined_into is null`;
  }
}

/**
 * Gives a group that stands by itself again the gap that was its own until it joined another's; before one that had joined
 * that gap in turn. False when there is none, or when its failures went elsewhere with a split.
 */
export async function reviveGap(tx: Transaction, groupId: string): Promise<boolean> {
  const rows = await tx.$queryRaw`
    select p.id::text as gap, p.home_group_id::text as target from question_gaps p left join question_gaps s on s.id = p.joined_into
    where p.home_group_id = ${groupId}::bigint and p.joined_into is not null and ${failsIn(Prisma.sql`p.home_group_id`)}
    order by s.home_group_id is not distinct from p.home_group_id, p.id limit 1`;
  const [own] = moves.parse(rows);
  if (own !== undefined) await partGap(tx, own.gap, own.target);
  return own !== undefined;
}

/** Where the home of each gap leads to. */
const led = Prisma.sql`
  with recursive way as (
    select p.id as gap, p.home_group_id as target, 0 as step from question_gaps p
    union all
    select w.gap, g.merged_into, w.step + 1 from way w join question_groups g on g.id = w.target where g.merged_into is not null and w.step < ${LONGEST_WAY}
  ) select distinct on (gap) gap, target from way order by gap, step desc`;

/** The group in which most of the failures of the gap `p` lie; of equals `own`. */
function failsMostIn(own: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select q.group_id from question_texts q where q.id = any(p.failing_texts) group by q.group_id
    order by sum(q.unanswered) desc, (q.group_id = ${own}) desc limit 1`;
}

/** Whether no other group has more of the failures of the gap `p`; so too where none of its texts is left. */
function failsIn(group: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`coalesce((${failsMostIn(group)}), ${group}) = ${group}`;
}

/**
 * Gaps that joined another and whose home leads to a group without any, one a group: whichever is at home there, then in the order in
 * which they are revived. One whose texts have gone elsewhere would follow them at once; one that had vanished comes back when its
 * group is a gap again.
 */
async function findParting(tx: Transaction): Promise<z.infer<typeof moves>> {
  return moves.parse(
    await tx.$queryRaw`
      with led as (${led})
      select distinct on (l.target) p.id::text as gap, l.target::text as target
      from led l join question_gaps p on p.id = l.gap join question_groups g on g.id = l.target left join question_gaps s on s.id = p.joined_into
      where p.joined_into is not null and p.gone_at is null
        and not exists (select from question_gaps o where o.group_id = l.target and o.joined_into is null)
        and ${failsIn(Prisma.sql`l.target`)}
      order by l.target, p.home_group_id = l.target desc, s.home_group_id is not distinct from p.home_group_id, p.id`,
  );
}

async function partGap(tx: Transaction, gap: string, target: string): Promise<void> {
  await leaveTexts(tx, Prisma.sql`(select joined_into from question_gaps where id = ${gap}::bigint)`);
  await tx.$executeRaw`
    update question_gaps set group_id = ${target}::bigint, joined_into = null, gone_at = null, version = version + 1 where id = ${gap}::bigint`;
  await createGapEvent(tx, BY, gap, 'parted', { group: target });
  await giveBack(tx, gap);
}

/** Of the texts that a gap failed by, those that lie outside the group by now would draw it there as if its group had been split. */
async function leaveTexts(tx: Transaction, gap: Prisma.Sql, group: Prisma.Sql = Prisma.sql`p.group_id`): Promise<void> {
  await tx.$executeRaw`
    update question_gaps p set failing_texts = array(select f.id from unnest(p.failing_texts) with ordinality as f (id, place)
      join question_texts q on q.id = f.id and q.group_id = ${group} order by f.place)
    where p.id = ${gap}`;
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
  await leaveTexts(tx, Prisma.sql`${stays.id}::bigint`);
  if (joins === undefined) await createGapEvent(tx, BY, stays.id, 'followed', { from: stays.group, to: target });
  else await takeOver(tx, stays.id, joins.id);
}
