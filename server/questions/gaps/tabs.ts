import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import type { GapPeriod, GapTab } from '#lib/questions/gaps/gap.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { personOf } from './mutations.ts';

/** SQL: gap `p` is not closed, and somebody is without an answer. */
export const isOpen = Prisma.sql`p.joined_into is null and p.closed is null and p.gone_at is null`;

/** SQL: gap `p` stands in a tab of the inbox, over this period. */
export function tabCondition(actor: Actor, tab: GapTab, period: GapPeriod): Prisma.Sql {
  if (tab === 'open') return Prisma.sql`${isOpen} and not ${isQuiet(period)}`;
  if (tab === 'mine') return Prisma.sql`${isOpen} and p.assignee = ${personOf(actor)}::uuid`;
  return Prisma.sql`p.joined_into is null and p.closed = ${tab}`;
}

/**
 * SQL: nobody works on the open gap `p`, and no session of the period got no answer, by the figures of its last look. Where that did not
 * read all of it nothing is known to be over. All of time has no such gap: it would have left.
 */
export function isQuiet(period: GapPeriod): Prisma.Sql {
  if (period === 'all') return Prisma.sql`false`;
  return Prisma.sql`(p.assignee is null and p.due_on is null and btrim(p.draft) = '' and btrim(p.note) = ''
    and (p.figures->'sessions'->>${period})::int = 0 and not (p.figures->>'bounded')::boolean)`;
}

/** SQL: any gap `p`. */
export const everyGap = Prisma.sql`true`;

/** SQL: gap `p` is one of these groups. */
export function inGroups(groups: readonly number[]): Prisma.Sql {
  return Prisma.sql`p.group_id = any (${[...groups]}::bigint[])`;
}
