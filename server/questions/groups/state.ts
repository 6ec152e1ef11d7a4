import 'server-only';
import { z } from 'zod';
import type { GroupingState } from '#lib/questions/board.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const MOST_COUNTED = 100_000;
const rows = z.tuple([z.object({ waiting: z.int(), since: z.string().nullable(), models: z.array(z.string()) })]);

/** How far the grouping is: up to when everything asked has its group, and what it lacks. */
export async function getGroupingState(actor: Actor, now: Date): Promise<GroupingState> {
  requirePermission(actor, 'questions.read');
  const found = await prisma().$queryRaw`
    select count(*)::int as waiting, to_char(min(q.last_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
           (select coalesce(array_agg(model), '{}') from question_spaces) as models
    from (select last_at from question_texts where group_id = 0 limit ${MOST_COUNTED}::int) q`;
  const { waiting, since } = rows.parse(found)[0];
  return { groupedTo: waiting === 0 ? now.toISOString() : since, waiting, missing: null };
}
